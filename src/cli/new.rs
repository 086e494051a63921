//! `hushfeed new`: a commented scenario to start from. The presets are the scenarios that come with the program.

use std::fs::OpenOptions;
use std::io::Write as _;

use clap::Args;

use super::{CliError, print, say};
use crate::registry::nearest;

/// A scenario by its path under scenarios/, without the ending, and its text.
type Preset = (&'static str, &'static str);

macro_rules! preset {
    ($name:literal) => {
        ($name, include_str!(concat!("../../scenarios/", $name, ".toml")))
    };
}

/// All scenarios that read no file.
const PRESETS: &[Preset] = &[
    preset!("quickstart"),
    preset!("essays/bots-tip-the-climate"),
    preset!("essays/bridges"),
    preset!("essays/bridges-on-the-frontier"),
    preset!("essays/bubble-or-silence"),
    preset!("essays/bubbles-with-solidarity"),
    preset!("essays/choice-or-algorithm"),
    preset!("essays/click-farm"),
    preset!("essays/curious-exploration"),
    preset!("essays/equal-time"),
    preset!("essays/fact-check"),
    preset!("essays/friends-and-family-2018"),
    preset!("essays/homophily-alone"),
    preset!("essays/pay-to-reach"),
    preset!("essays/silent-majority"),
    preset!("essays/strike-alone-or-together"),
    preset!("essays/surveillance-chill"),
    preset!("essays/what-you-want-to-see"),
    preset!("papers/banisch-olbrich-2019"),
    preset!("papers/baumann-2020-consensus"),
    preset!("papers/baumann-2020-polarisation"),
    preset!("papers/baumann-2020-radicalisation"),
    preset!("papers/cabrera-2021"),
    preset!("papers/castillo-cozzo-2025"),
    preset!("papers/chitra-musco-2020"),
    preset!("papers/cinus-2022"),
    preset!("papers/de-arruda-2022"),
    preset!("papers/deffuant-2000"),
    preset!("papers/emperor-2005"),
    preset!("papers/emperor-2005-torus"),
    preset!("papers/friedkin-johnsen-1990"),
    preset!("papers/gaisbauer-2020"),
    preset!("papers/granovetter-1978"),
    preset!("papers/hegselmann-krause-2002"),
    preset!("papers/keijzer-mas-2022-persuasion"),
    preset!("papers/keijzer-mas-2022-repulsion"),
    preset!("papers/kuran-1991"),
    preset!("papers/lee-2019"),
    preset!("papers/lerman-2016"),
    preset!("papers/perra-rocha-2019"),
    preset!("papers/ross-2019"),
    preset!("papers/ross-2019-bot-weights"),
    preset!("papers/ross-2019-bots"),
    preset!("papers/ross-2019-bots-density"),
    preset!("papers/ross-2019-traits"),
    preset!("papers/ross-2019-unclamped"),
    preset!("papers/santos-2021"),
    preset!("papers/sasahara-2021"),
    preset!("papers/silence-degroot-2024"),
    preset!("papers/simsom-2024"),
    preset!("papers/sirbu-2019"),
    preset!("papers/sohn-2022-inspired"),
    preset!("empirical/bakshy-2015"),
    preset!("empirical/milli-2023"),
    preset!("sweeps/rankings"),
    preset!("sweeps/silence-trial"),
    preset!("sweeps/silence-under-ranking"),
];

/// Arguments of `new`.
#[derive(Clone, Debug, Args)]
pub struct NewArgs {
    /// The scenario's name: NAME.toml is written here, and its results will go to results/NAME. The preset's if left out.
    name: Option<String>,
    /// The scenario to start from (`hushfeed list presets`).
    #[arg(long, value_name = "PRESET", default_value = "quickstart")]
    from: String,
}

/// Writes the scenario. A file that is there already stays as it is, which is an error.
pub fn new(args: &NewArgs) -> Result<u8, CliError> {
    let (preset, text) = find(&args.from)?;
    let own = preset.rsplit('/').next().unwrap_or(preset);
    let name = args.name.as_deref().unwrap_or(own);
    let name = name.strip_suffix(".toml").unwrap_or(name);
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(good) || name.starts_with(['.', '-']) {
        return Err(CliError::Unknown(format!(
            "\"{name}\" cannot be the name of a scenario\n  help: use letters, digits, `-`, `_` and `.`, and begin with \
             neither `.` nor `-`; the file is written into the folder that you are in"
        )));
    }
    let path = format!("{name}.toml");
    let text = format!(
        "# Begun from {preset} of hushfeed {} (hushfeed new).\n#\n{}",
        env!("CARGO_PKG_VERSION"),
        renamed(text, name)
    );
    let written = OpenOptions::new().write(true).create_new(true).open(&path);
    if let Err(error) = written.and_then(|mut file| file.write_all(text.as_bytes())) {
        let help = match error.kind() {
            std::io::ErrorKind::AlreadyExists => "choose another name, or remove the file",
            _ => "is there room, and may you write in this folder?",
        };
        return Err(CliError::Unknown(format!("cannot write {path}: {error}\n  help: {help}")));
    }
    let verb = if is_sweep(&text) { "sweep" } else { "run" };
    say(false, &format!("change it, then: hushfeed {verb} {path}"));
    print(&format!("{path}\n"))
}

/// The names of all presets and what each is about, in the order of the list.
pub fn presets() -> impl Iterator<Item = (&'static str, String)> {
    PRESETS.iter().map(|&(name, text)| (name, about(text)))
}

/// The preset of a name, which may lack the folder where no two have it.
fn find(word: &str) -> Result<Preset, CliError> {
    let word = word.strip_suffix(".toml").unwrap_or(word);
    let last = |name: &'static str| name.rsplit('/').next().unwrap_or(name);
    if let Some(&preset) = PRESETS.iter().find(|(name, _)| *name == word) {
        return Ok(preset);
    }
    let mut of_name = PRESETS.iter().filter(|(name, _)| last(name) == word);
    if let (Some(&preset), None) = (of_name.next(), of_name.next()) {
        return Ok(preset);
    }
    let names = PRESETS.iter().flat_map(|&(name, _)| [name, last(name)]);
    let hint = nearest(word, names).map(|name| format!("\n  help: did you mean \"{name}\"?"));
    Err(CliError::Unknown(format!(
        "no preset is called \"{word}\"{}\n  help: `hushfeed list presets` shows them all",
        hint.unwrap_or_default()
    )))
}

/// The text with its `name` changed, or with one if it has none. It stands above the first table.
fn renamed(text: &str, name: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let head = lines.iter().position(|line| line.starts_with('[')).unwrap_or(lines.len());
    if let Some(line) = lines[..head].iter_mut().find(|line| line.starts_with("name = \"")) {
        let rest = line.splitn(3, '"').nth(2).unwrap_or("").to_owned();
        *line = format!("name = \"{name}\"{rest}");
    } else if let Some(format) = lines[..head].iter().position(|line| line.starts_with("format = ")) {
        lines.insert(format + 1, format!("name = \"{name}\""));
    }
    lines.join("\n") + "\n"
}

/// Whether it has points to sweep, and not only replicates.
fn is_sweep(text: &str) -> bool {
    let document: Option<toml::Table> = text.parse().ok();
    let sweep = document.as_ref().and_then(|table| table.get("sweep")?.as_table());
    sweep.is_some_and(|sweep| sweep.keys().any(|key| !matches!(key.as_str(), "replicates" | "until_ci")))
}

/// What a scenario is about: its `about`, or the first sentence of its comment.
fn about(text: &str) -> String {
    let table: Option<toml::Table> = text.parse().ok();
    if let Some(about) = table.as_ref().and_then(|table| table.get("about")?.as_str()) {
        return about.to_owned();
    }
    let lines = text.lines().map_while(|line| line.strip_prefix("# "));
    let comment = lines.collect::<Vec<_>>().join(" ");
    comment.split_inclusive(". ").next().unwrap_or("").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::registry::Document;
    use crate::scenario::load;

    /// Every preset, renamed, is a scenario of that name without warnings that the preset does not have.
    #[test]
    fn every_preset_is_a_scenario() {
        for &(preset, text) in PRESETS {
            let play = |text: &str| {
                let document = Document::parse("mine.toml", text).unwrap();
                load(Path::new("mine.toml"), document).unwrap_or_else(|error| panic!("{preset}: {error}"))
            };
            let (mine, warnings) = play(&renamed(text, "my-own.2"));
            assert_eq!(mine.name, "my-own.2", "{preset}");
            assert_eq!(warnings.items().len(), play(text).1.items().len(), "{preset}");
            assert!(!about(text).is_empty(), "{preset}");
        }
    }

    /// No scenario on disk is forgotten, but those that read a file.
    #[test]
    fn every_scenario_is_a_preset() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        for folder in ["", "essays/", "papers/", "empirical/", "sweeps/"] {
            for entry in std::fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_none_or(|ending| ending != "toml") {
                    continue;
                }
                let name = format!("{folder}{}", path.file_stem().unwrap().to_str().unwrap());
                let reads_a_file = std::fs::read_to_string(&path).unwrap().contains("\nfile = \"");
                let known = PRESETS.iter().any(|(preset, _)| *preset == name);
                assert_eq!(known, !reads_a_file, "{name}");
            }
        }
    }

    #[test]
    fn the_name_is_changed_where_it_stands() {
        let text = "# name = \"a\"\nformat = 1\nname = \"a\" # here\n[[population.group]]\nname = \"b\"\n";
        assert_eq!(renamed(text, "c"), text.replace("\nname = \"a\"", "\nname = \"c\""));
        assert_eq!(renamed("format = 1\n[feed]\n", "c"), "format = 1\nname = \"c\"\n[feed]\n");
        assert_eq!(find("ross-2019").unwrap().0, "papers/ross-2019");
        assert!(find("ros-2019").unwrap_err().to_string().contains("did you mean \"ross-2019\""));
    }
}
