//! Who has which thing, and where it lies.

use dramaturg_text::Table;

use super::grammar::Grammar;
use super::{Custody, CustodyId, Thing, ThingId};

/// The things that matter, and their chains of custody.
pub(crate) fn chains(
    _grammar: &Grammar<'_>,
) -> (Table<ThingId, Thing>, Table<CustodyId, Custody>) {
    (Table::new(), Table::new())
}
