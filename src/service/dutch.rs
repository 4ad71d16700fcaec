//! stub
pub(super) fn engine(error: &crate::engine::error::EngineError) -> String {
    error.to_string()
}
