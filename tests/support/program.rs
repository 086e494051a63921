//! The program as tests of what it writes call it: in a folder, with words as in a shell.

use std::path::Path;
use std::process::Command;

/// Runs `hushfeed` in `folder` and checks its exit status; stdout and stderr. Words are parted at blanks.
pub fn with_status(folder: &Path, words: &str, status: i32) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hushfeed"));
    let output = command.current_dir(folder).args(words.split_whitespace()).output();
    let output = output.expect("the program starts");
    let [out, err] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert_eq!(output.status.code(), Some(status), "hushfeed {words}\n{out}\n{err}");
    (out, err)
}
