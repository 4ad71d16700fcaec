//! Maps that snapshots share.

/// A map in order of key, in pieces that snapshots share: a commit copies what it touches, however
/// much there is.
pub type Map<K, V> = imbl::OrdMap<K, V>;
