//! Compiles the public contract to Rust, without needing protoc, and lists its methods for
//! `src/services.rs`, so that the contract is the only place that knows them.

mod services;

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    let package = root.join("beraad/v1");
    let mut files: Vec<PathBuf> = fs::read_dir(&package)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|kind| kind == "proto"));
    files.sort();
    println!("cargo::rerun-if-changed={}", package.display());
    println!("cargo::rerun-if-changed=build");

    let descriptors = protox::compile(&files, [&root])?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("beraad.bin"), prost::Message::encode_to_vec(&descriptors))?;
    fs::write(out.join("services.rs"), services::list(&descriptors)?)?;
    tonic_prost_build::configure().bytes(".beraad.v1.ExportedEvent").compile_fds(descriptors)?;
    Ok(())
}
