//! Ctrl-C and SIGTERM: the first asks the runs to stop, the second ends the process at once.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// The flag that is set at the first Ctrl-C (or SIGTERM, which cluster schedulers send before the end of a job).
///
/// Installs the handler at the first call. Under `nohup`, or in the background of a script, some of these signals
/// are ignored already; then it installs nothing, so that a hang-up at the end of a login does not stop a night's
/// work. What still ends the process ends it at once, and `--resume` finds every finished run.
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
        let _ = ctrlc::try_set_handler(handler);
    });
    &INTERRUPTED
}
