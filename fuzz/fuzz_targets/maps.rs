#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| beraad_fuzz::maps::run(data));
