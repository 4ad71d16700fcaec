#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| beraad_fuzz::conversations::run(data));
