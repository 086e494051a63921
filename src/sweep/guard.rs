//! A panic of one run becomes the reason of its failure.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Whether this thread plays a run.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    /// Where its last panic was.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Calls `play` and turns a panic into a line that says where it was. Nothing is printed.
///
/// What the closure borrows is not used again after a panic, but for atomics and the read-only experiment, so that
/// no half-changed state can be seen.
pub fn guarded<T>(play: impl FnOnce() -> T) -> Result<T, String> {
    install();
    // A thread that waits inside a run may begin another one: what was set is set again at the end.
    let outer = GUARDED.replace(true);
    PLACE.take();
    let result = panic::catch_unwind(AssertUnwindSafe(play));
    GUARDED.set(outer);
    result.map_err(|payload| {
        let place = PLACE.take().map_or_else(String::new, |place| format!(" at {place}"));
        format!("panic{place}: {}", message(payload.as_ref()))
    })
}

/// Replaces, once, the hook that prints panics by one that keeps quiet about those of guarded runs.
fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let former = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if GUARDED.get() {
                PLACE.set(info.location().map(|place| format!("{}:{}", place.file(), place.line())));
            } else {
                former(info);
            }
        }));
    });
}

/// The text of a panic.
fn message(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "without a message".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_reason_with_its_place() {
        let reason = guarded(|| -> u32 { panic!("opinion {} out of range", 1.5) }).expect_err("a panic");
        assert!(reason.starts_with("panic at src/sweep/guard.rs:"), "{reason}");
        assert!(reason.ends_with(": opinion 1.5 out of range"), "{reason}");
        assert_eq!(guarded(|| 3), Ok(3));
    }
}
