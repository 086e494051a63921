//! Ctrl-C and SIGTERM: the first asks the runs to stop, the second ends the process at once.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// The flag that is set at the first Ctrl-C (or SIGTERM, which cluster schedulers send before the end of a job).
///
/// Installs the handler at the first call. If the system does not let it, Ctrl-C ends the process at once, and
/// `--resume` still finds every finished run.
pub fn on_ctrl_c() -> &'static AtomicBool {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let handler = || {
            if INTERRUPTED.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
            eprintln!("\nstopping: the finished runs are being written (Ctrl-C again ends at once)");
        };
        let _ = ctrlc::set_handler(handler);
    });
    &INTERRUPTED
}
