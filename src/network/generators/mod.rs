//! Network generators: one file each, registered below.

mod complete;

pub use complete::Complete;

use super::Generator;
use crate::entry;
use crate::registry::Entry;

/// Every generator that `[network] generator` can name.
pub static GENERATORS: &[Entry<dyn Generator>] = &[entry!(Complete)];
