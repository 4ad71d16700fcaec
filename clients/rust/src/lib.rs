//! Wire types of the Beraad deliberation engine.

/// Generated types of package `beraad.v1`.
#[allow(clippy::all, missing_docs)]
pub mod v1 {
    tonic::include_proto!("beraad.v1");
}

/// The compiled contract, for reflection and for rendering messages as JSON.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/beraad.bin"));
