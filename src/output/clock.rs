//! The one place of the output layers that reads a clock: for progress, `wall_ms` and the manifest, never a result.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A moment to measure elapsed time from.
#[expect(clippy::disallowed_methods, reason = "elapsed time is shown to a person and never enters a result")]
pub fn now() -> Instant {
    Instant::now()
}

/// The time of day in UTC as RFC 3339 text, to the second: `2026-03-01T12:00:00Z`.
#[expect(
    clippy::disallowed_methods,
    reason = "the manifest says when a run was made; no result depends on it"
)]
pub fn utc_now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
    utc_text(seconds)
}

/// The UTC text of a number of seconds since 1970. Leap seconds do not exist on this scale.
fn utc_text(seconds: u64) -> String {
    let (mut days, time) = (seconds / 86_400, seconds % 86_400);
    let mut year = 1970;
    while days >= year_length(year) {
        days -= year_length(year);
        year += 1;
    }
    let february = if year_length(year) == 366 { 29 } else { 28 };
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", days + 1)
}

/// Days of a Gregorian year.
fn year_length(year: u64) -> u64 {
    if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) { 366 } else { 365 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_the_dates_that_date_prints() {
        // `date -u -d @N +%FT%TZ`
        assert_eq!(utc_text(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc_text(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(utc_text(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc_text(1_709_251_199), "2024-02-29T23:59:59Z");
        assert_eq!(utc_text(1_767_225_599), "2025-12-31T23:59:59Z");
        assert_eq!(utc_text(4_107_542_400), "2100-03-01T00:00:00Z");
    }
}
