//! `manifest.json`: what made a result folder, in what state it is, and the BLAKE3 of every file.
//!
//! The hash of `runs.csv` is over its uncompressed text without the last column, `wall_ms`, which differs between
//! two equal runs: `sed 's/,[^,]*$//' runs.csv | b3sum`. Every other hash is over the file as it stands.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{OutputError, Written, write_whole};

/// The state of a result folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Runs are being played, or the process was killed.
    Running,
    /// Every run is done.
    Done,
    /// Stopped by the user; the finished runs are in the tables and `--resume` plays the others.
    Interrupted,
    /// At least one run failed; the others are in the tables and `--resume` tries the failed ones again.
    Failed,
}

impl Status {
    /// The word in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
        }
    }
}

/// How many runs there are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunCounts {
    /// Runs of the whole design.
    pub planned: u64,
    /// Finished without an error.
    pub done: u64,
    /// Ended by an error or a panic.
    pub failed: u64,
}

/// What the manifest says.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The name of the scenario.
    pub name: String,
    /// The state of the folder.
    pub status: Status,
    /// The command line.
    pub command: Vec<String>,
    /// The seeds of the runs, ascending and without repetition.
    pub seeds: Vec<u64>,
    /// How many threads played.
    pub threads: usize,
    /// The runs.
    pub runs: RunCounts,
    /// When the first session began, RFC 3339.
    pub started: String,
    /// When the last session ended; none while it runs.
    pub ended: Option<String>,
    /// The files that the runs were made from beside the scenario, with the BLAKE3 of each.
    pub inputs: Vec<(String, String)>,
    /// The files of the result.
    pub files: Vec<Written>,
    /// Names of files that are going to be written.
    pub planned_files: Vec<String>,
    /// Which part of the runs is in this folder, where it is not all of them: its number, from 1, and how many there
    /// are.
    pub shard: Option<(u64, u64)>,
    /// The folders of the parts that the tables were made from; empty where the runs were played here.
    pub merged_from: Vec<String>,
}

impl Manifest {
    /// More seeds than this stand in `runs.csv` alone.
    pub const SEEDS_LISTED: usize = 1000;

    /// The name of the file.
    pub const NAME: &'static str = "manifest.json";

    /// Writes the manifest into `folder`.
    pub fn write(&self, folder: &Path) -> Result<(), OutputError> {
        let seeds =
            if self.seeds.len() <= Self::SEEDS_LISTED { json!(self.seeds) } else { json!("see runs.csv") };
        let mut files: Vec<Value> = self.files.iter().map(describe).collect();
        let pending =
            self.planned_files.iter().filter(|name| self.files.iter().all(|file| file.name != **name));
        files.extend(pending.map(|name| json!({ "path": name, "bytes": null, "blake3": null })));
        let mut text = json!({
            "format": 1,
            "program": "hushfeed",
            "version": env!("CARGO_PKG_VERSION"),
            "name": self.name,
            "status": self.status.name(),
            "command": self.command,
            "seeds": seeds,
            "runs": {
                "planned": self.runs.planned,
                "done": self.runs.done,
                "failed": self.runs.failed,
            },
            "threads": self.threads,
            "machine": {
                "os": std::env::consts::OS,
                "arch": std::env::consts::ARCH,
                "cores": std::thread::available_parallelism().map_or(1, usize::from),
            },
            "started": self.started,
            "ended": self.ended,
            "files": files,
        });
        if !self.inputs.is_empty() {
            let inputs = self.inputs.iter().map(|(path, hash)| json!({ "path": path, "blake3": hash }));
            text["inputs"] = Value::Array(inputs.collect());
        }
        if let Some((number, of)) = self.shard {
            text["shard"] = json!({ "number": number, "of": of });
        }
        if !self.merged_from.is_empty() {
            text["merged_from"] = json!(self.merged_from);
        }
        write_whole(&folder.join(Self::NAME), &format!("{text:#}\n")).map(drop)
    }
}

/// The entry of one file.
fn describe(file: &Written) -> Value {
    let mut entry = Map::new();
    entry.insert("path".into(), json!(file.name));
    entry.insert("bytes".into(), json!(file.bytes));
    entry.insert("blake3".into(), json!(file.blake3));
    if let Some(hashed) = file.hashed {
        entry.insert("hashed".into(), json!(hashed));
    }
    Value::Object(entry)
}

/// What a later session needs of a manifest.
#[derive(Clone, Debug, Default)]
pub struct Former {
    /// The version of hushfeed that wrote it.
    pub version: String,
    /// The word of the state.
    pub status: String,
    /// The part of the runs: its number, from 1, and how many there are; none where it is all of them.
    pub shard: Option<(u64, u64)>,
    /// When the first session began.
    pub started: Option<String>,
    /// The files that its runs were made from, with the BLAKE3 of each; none where it does not say.
    pub inputs: Option<Vec<(String, String)>>,
    /// The files that hushfeed wrote, or was going to write.
    pub files: Vec<String>,
}

impl Former {
    /// Reads the manifest of `folder`; none where there is none, or where the file is not a manifest of hushfeed.
    pub fn read(folder: &Path) -> Result<Option<Self>, OutputError> {
        let path = folder.join(Manifest::NAME);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(OutputError::read(&path, error)),
        };
        let Ok(value) = serde_json::from_str::<Value>(&text) else { return Ok(None) };
        if value["program"] != "hushfeed" {
            return Ok(None);
        }
        let files = value["files"].as_array().map_or(&[][..], Vec::as_slice);
        let shard = value["shard"]["number"].as_u64().zip(value["shard"]["of"].as_u64());
        Ok(Some(Self {
            version: value["version"].as_str().unwrap_or_default().to_owned(),
            shard,
            status: value["status"].as_str().unwrap_or_default().to_owned(),
            inputs: value["inputs"].as_array().map(|inputs| {
                let word = |of: &Value| of.as_str().unwrap_or_default().to_owned();
                inputs.iter().map(|input| (word(&input["path"]), word(&input["blake3"]))).collect()
            }),
            started: value["started"].as_str().map(str::to_owned),
            files: files
                .iter()
                .filter_map(|file| file["path"].as_str())
                .filter(|n| is_plain(n))
                .map(str::to_owned)
                .collect(),
        }))
    }
}

/// Whether a name stays inside its folder: a manifest that somebody edited must not reach other files.
fn is_plain(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|file| file == name)
}
