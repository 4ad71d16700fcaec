//! What a person sees of the command line without a server: help, exit codes, error texts.

mod cli;

use cli::{beraad, exit_of, stderr, stdout};

#[test]
fn help_names_every_command_and_every_exit_code() {
    let help = stdout(&beraad(&["--help"]));
    for command in [
        "serve", "run", "show", "export", "watch", "verify", "decide", "analyze", "keys", "import",
        "load", "template", "schema",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command} in:\n{help}");
    }
    for code in ["0 ", "1 ", "2 ", "3 ", "64", "69", "70", "74", "77"] {
        assert!(help.contains(&format!("\n  {code}  ")), "{code} in:\n{help}");
    }
}

#[test]
fn the_help_of_run_is_as_documented() {
    insta::assert_snapshot!(stdout(&beraad(&["run", "-h"])));
}

#[test]
fn what_is_not_understood_is_usage() {
    assert_eq!(exit_of(&beraad(&["rum"])), 2);
    assert_eq!(exit_of(&beraad(&["run"])), 2);
    assert_eq!(exit_of(&beraad(&["import", "forum", "x.csv"])), 2);
    assert_eq!(exit_of(&beraad(&["verify", "x", "--key", "zz"])), 2);
}

#[test]
fn a_server_that_is_not_there_says_where_and_what_to_do() {
    let ended = beraad(&["show", "d", "--server", "http://127.0.0.1:9"]);
    assert_eq!(exit_of(&ended), 69);
    let told = stderr(&ended);
    assert!(told.starts_with("no server answers at http://127.0.0.1:9: "), "{told}");
    assert!(told.ends_with("; start one with `beraad serve`\n"), "{told}");
    assert_eq!(stdout(&ended), "");
}

#[test]
fn an_address_that_is_none_is_wrong_input() {
    let ended = beraad(&["show", "d", "--server", "localhost"]);
    assert_eq!(exit_of(&ended), 64);
    assert!(stderr(&ended).contains("write it as http://127.0.0.1:7440"));
}

#[test]
fn a_file_that_is_not_there_is_an_io_failure() {
    for arguments in [
        &["run", "nowhere.yaml"][..],
        &["verify", "nowhere.jsonl"],
        &["import", "forum", "nowhere.csv", "--all", "--scale", "1..7"],
    ] {
        let ended = beraad(arguments);
        assert_eq!(exit_of(&ended), 74, "{arguments:?}");
        assert!(stderr(&ended).contains("nowhere"), "{arguments:?}");
    }
}

#[test]
fn the_committed_schema_is_the_generated_one() {
    let committed = include_str!("../examples/beraad-script.schema.json");
    assert_eq!(stdout(&beraad(&["schema"])), committed, "run `beraad schema` into that file");
}
