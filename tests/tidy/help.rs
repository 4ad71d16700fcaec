//! What a command's own help says: which subcommands and options it knows.

/// The names listed below `Commands:`; none where the help has no such part.
pub fn subcommands(help: &str) -> Vec<&str> {
    let after_heading = help.lines().skip_while(|line| line.trim() != "Commands:").skip(1);
    let listed = after_heading.take_while(|line| line.starts_with(' '));
    // A name stands two spaces in; what stands further in is the rest of a description.
    let names = listed.filter(|line| !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).collect()
}

/// Whether the help names this long option, as a whole word.
pub fn knows_option(help: &str, option: &str) -> bool {
    let is_end = |c: char| !(c.is_alphanumeric() || c == '-');
    help.match_indices(option).any(|(at, _)| help[at + option.len()..].starts_with(is_end))
}

#[cfg(test)]
pub const SAMPLE: &str = "Deliberation engine\n\nUsage: beraad <COMMAND>\n\nCommands:\n  \
    serve   Serve the API\n          over the network\n  import  Read others' data\n\n\
    Options:\n      --format <F>  How to print\n  -h, --help        Print help\n";

#[test]
fn names_and_options_are_read_from_help() {
    assert_eq!(subcommands(SAMPLE), ["serve", "import"]);
    assert_eq!(subcommands("Usage: x\n"), [""; 0]);
    assert!(knows_option(SAMPLE, "--format") && knows_option(SAMPLE, "--help"));
    assert!(!knows_option(SAMPLE, "--form"));
}
