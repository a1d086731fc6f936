//! x
pub(super) fn draft(_n: &str, t: &str) -> crate::Draft {
    super::plain::draft(t.to_owned())
}
