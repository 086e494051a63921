//! The layers of DESIGN: an arrow points only down, every rule file is registered, no file grows too long or goes
//! unformatted.
//!
//! The source is read as text: `crate::…` paths outside comments and tests, braces expanded.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The layers from the bottom up. Modules of one layer do not know each other.
const LAYERS: [&[&str]; 17] = [
    &["math"],
    &["random"],
    &["registry"],
    &["design"],
    &["network"],
    &["world"],
    &["population"],
    &["feed", "reaction", "expression", "influence", "ties"],
    &["metrics"],
    &["interventions"],
    &["engine"],
    &["scenario"],
    &["output"],
    &["sweep"],
    &["analysis"],
    &["attribution", "report"],
    &["cli"],
];

/// Macros that stand at the root of the crate; they belong to the registry.
const MACROS: [&str; 4] = ["rule", "parameters", "choices", "register"];

/// The longest that a file may be, in lines.
const LONGEST: usize = 450;

/// The folders in which a file is a rule, a generator or a family of metrics.
const RULES: [&str; 8] =
    ["feed", "reaction", "expression", "influence", "ties", "network/generators", "metrics", "interventions"];

/// One file of `src`.
struct SourceFile {
    /// Its path from `src`.
    path: String,
    text: String,
}

/// Where a module stands, from the bottom.
fn layer(module: &str) -> Option<usize> {
    let module = if MACROS.contains(&module) { "registry" } else { module };
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The code of a file: without comments and without its tests, which may use whatever they like.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" && lines.peek().is_some_and(|next| next.starts_with("mod tests {")) {
            break;
        }
        let line = line.trim_start();
        if !line.starts_with("//") {
            code.push_str(line.split(" // ").next().unwrap_or(line));
            code.push('\n');
        }
    }
    code
}

/// The modules of the crate that a piece of code names.
fn imports(code: &str) -> BTreeSet<String> {
    let word = |text: &str| {
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
        text[..end].to_owned()
    };
    let mut modules = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let Some(group) = after.strip_prefix('{') else {
            modules.insert(word(after));
            continue;
        };
        // `crate::{a, b::{c, d}, e}`: the first words at depth 0.
        let mut depth = 0;
        let mut item = String::new();
        for c in group.chars() {
            match c {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    modules.insert(word(std::mem::take(&mut item).trim()));
                }
                c if depth == 0 => item.push(c),
                _ => {}
            }
        }
        modules.insert(word(item.trim()));
    }
    modules.remove("");
    modules
}

/// The module at the root that a file belongs to.
fn module_of(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// What is wrong with the arrows of a file.
fn wrong_arrows(file: &SourceFile) -> Vec<String> {
    let own = module_of(&file.path);
    if matches!(own, "lib" | "main") {
        return Vec::new();
    }
    let Some(own_layer) = layer(own) else {
        return vec![format!("{}: the module `{own}` stands in no layer", file.path)];
    };
    let mut wrong = Vec::new();
    for module in imports(&code(&file.text)) {
        match layer(&module) {
            Some(_) if module == own => {}
            Some(other) if other == own_layer && MACROS.contains(&module.as_str()) => {}
            Some(other) if other < own_layer => {}
            Some(_) => wrong.push(format!("{}: `{own}` may not know `{module}`", file.path)),
            None => wrong.push(format!("{}: `crate::{module}` stands in no layer", file.path)),
        }
    }
    wrong
}

/// What is not registered in the `mod.rs` of a folder of rules.
fn unregistered(folder: &str, files: &[SourceFile]) -> Vec<String> {
    let list = format!("{folder}/mod.rs");
    let Some(registry) = files.iter().find(|file| file.path == list) else {
        return vec![format!("{list} is missing")];
    };
    let registry = code(&registry.text);
    let mut wrong = Vec::new();
    for file in files {
        let Some(module) =
            file.path.strip_prefix(&format!("{folder}/")).and_then(|name| name.strip_suffix(".rs"))
        else {
            continue;
        };
        if module == "mod" || module.contains('/') {
            continue;
        }
        let code = code(&file.text);
        let mut lines = Vec::new();
        for text in code.split("rule! {").skip(1) {
            let Some(rule) =
                text.split("pub struct ").nth(1).and_then(|rest| rest.split([' ', ';', '{']).next())
            else {
                continue;
            };
            lines.push(format!("{module}::{rule},"));
        }
        if code.contains("static FAMILY:") {
            lines.push(format!("{module}::FAMILY,"));
        }
        if lines.is_empty() && !registry.contains(&format!("mod {module};")) {
            wrong.push(format!("{}: not a module of {list}", file.path));
        }
        for line in lines {
            if !registry.lines().any(|registered| registered.trim() == line) {
                wrong.push(format!("{}: the line `{line}` is missing in {list}", file.path));
            }
        }
    }
    wrong
}

fn too_long(file: &SourceFile) -> Option<String> {
    let lines = file.text.lines().count();
    (lines > LONGEST).then(|| format!("{}: {lines} lines, at most {LONGEST}", file.path))
}

/// Every file of `src`.
fn source() -> Vec<SourceFile> {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let file = |path: &PathBuf| SourceFile {
        path: path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"),
        text: fs::read_to_string(path).unwrap(),
    };
    paths.iter().map(file).collect()
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn arrows_point_down() {
    report(&source().iter().flat_map(wrong_arrows).collect::<Vec<_>>());
}

#[test]
fn every_rule_file_is_registered() {
    let files = source();
    report(&RULES.iter().flat_map(|folder| unregistered(folder, &files)).collect::<Vec<_>>());
}

#[test]
fn no_file_is_too_long() {
    report(&source().iter().filter_map(too_long).collect::<Vec<_>>());
}

/// `cargo fmt` does not see the files that `register!` makes modules of. Only in a working copy: elsewhere another
/// version of rustfmt may be installed.
#[test]
fn every_file_is_formatted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root.join(".git").exists() {
        eprintln!("skipped: no working copy");
        return;
    }
    let files = source().into_iter().map(|file| Path::new("src").join(file.path));
    match Command::new("rustfmt").arg("--check").args(files).current_dir(root).output() {
        Ok(check) => assert!(
            check.status.success(),
            "run .ci/fmt, which also formats what `cargo fmt` misses:\n{}{}",
            String::from_utf8_lossy(&check.stdout),
            String::from_utf8_lossy(&check.stderr)
        ),
        Err(error) => eprintln!("skipped: rustfmt did not start: {error}"),
    }
}

/// The checks find what they are for.
#[test]
fn a_wrong_file_is_found() {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let up = |path: &str, text: &str| wrong_arrows(&file(path, text));
    assert_eq!(
        up("world/agents.rs", "use crate::scenario::Scenario;"),
        ["world/agents.rs: `world` may not know `scenario`"]
    );
    assert_eq!(
        up("feed/a.rs", "use crate::{choices, reaction::{Kernel, Shape}, rule};"),
        ["feed/a.rs: `feed` may not know `reaction`"]
    );
    assert_eq!(up("engine/a.rs", "fn f() -> crate::sweep::Options {}").len(), 1);
    assert_eq!(up("gossip.rs", "").len(), 1);
    assert_eq!(up("engine/a.rs", "use crate::gossip;").len(), 1);
    assert!(up("engine/a.rs", "//! [`x`](crate::sweep::x)\nuse crate::feed::Ranking;").is_empty());
    assert!(
        up("world/a.rs", "fn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::engine::Model;\n}").is_empty()
    );
    assert!(up("sweep/a.rs", "use crate::{math, output::Table};\nuse crate::sweep::Options;").is_empty());

    let rule = "rule! {\n    name: \"loud\",\n    pub struct Loud {}\n}";
    let lists = |list: &str| unregistered("feed", &[file("feed/mod.rs", list), file("feed/loud.rs", rule)]);
    assert!(
        lists("register! {\n    pub static RANKINGS: dyn Ranking = [\n        loud::Loud,\n    ];\n}")
            .is_empty()
    );
    let missing = "feed/loud.rs: the line `loud::Loud,` is missing in feed/mod.rs";
    assert_eq!(lists("register! {\n    pub static RANKINGS: dyn Ranking = [\n    ];\n}"), [missing]);
    assert_eq!(lists("mod loud;\n// loud::Loud,\n"), [missing]);
    let helper = |list: &str| unregistered("feed", &[file("feed/mod.rs", list), file("feed/form.rs", "")]);
    assert!(helper("mod form;\n").is_empty());
    assert_eq!(helper(""), ["feed/form.rs: not a module of feed/mod.rs"]);
    let family = "pub(super) static FAMILY: Family = x;";
    let families =
        |list: &str| unregistered("metrics", &[file("metrics/mod.rs", list), file("metrics/joy.rs", family)]);
    assert!(families("        joy::FAMILY,\n").is_empty());
    assert_eq!(families("mod joy;\n").len(), 1);

    assert!(too_long(&file("a.rs", &"\n".repeat(LONGEST + 1))).is_some());
    assert!(too_long(&file("a.rs", &"\n".repeat(LONGEST))).is_none());
}
