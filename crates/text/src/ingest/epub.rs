//! x
pub(super) fn draft(
    _n: &[u8],
    _t: &super::Limits,
) -> Result<crate::Draft, super::IngestError> {
    Err(super::IngestError::Empty)
}
