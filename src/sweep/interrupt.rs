//! Ctrl-C and SIGTERM: the first asks the runs to stop, the second ends the process at once.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// The flag that is set at the first Ctrl-C (or SIGTERM, which cluster schedulers send before the end of a job).
///
/// Installs the handler at the first call. Under `nohup` it installs none, because it could not but listen to
/// hang-ups too: the end of a login must not stop a night's work. What then ends the process ends it at once, and
/// `--resume` finds every finished run.
pub fn on_ctrl_c() -> &'static AtomicBool {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let handler = || {
            if INTERRUPTED.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
            let _ = writeln!(
                std::io::stderr(),
                "\nstopping: the finished runs are being written (Ctrl-C again ends at once)"
            );
        };
        let _ = match hang_up_ignored() {
            Some(false) => ctrlc::set_handler(handler),
            Some(true) => Ok(()),
            // Where the system does not tell, leave alone whatever was set before.
            None => ctrlc::try_set_handler(handler),
        };
    });
    &INTERRUPTED
}

/// Whether the process was started with hang-ups ignored, as `nohup` does; none where it cannot be known.
fn hang_up_ignored() -> Option<bool> {
    ignored(&std::fs::read_to_string("/proc/self/status").ok()?)
}

/// Reads the lowest bit, signal 1, of the mask of ignored signals of a Linux process.
fn ignored(status: &str) -> Option<bool> {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    Some(u64::from_str_radix(mask.trim(), 16).ok()? & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_of_ignored_signals_is_read() {
        assert_eq!(ignored("Name:\tx\nSigIgn:\t0000000000001001\n"), Some(true));
        assert_eq!(ignored("Name:\tx\nSigIgn:\t0000000000001002\n"), Some(false));
        assert_eq!(ignored("Name:\tx\n"), None);
    }
}
