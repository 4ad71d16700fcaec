//! Scripts to begin from, as the real program prints and plays them.

mod cli;

use cli::{beraad, exit_of, stderr, stdout};

#[test]
fn every_template_is_listed_printed_and_played() {
    let listed = stdout(&beraad(&["template"]));
    let names: Vec<&str> = listed.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"open-statements"), "{listed}");
    for name in names {
        let file = format!("examples/templates/{name}.yaml");
        let ended = beraad(&["run", &file, "--quiet"]);
        assert_eq!(exit_of(&ended), 0, "{}", stderr(&ended));
        let text = std::fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR")));
        assert_eq!(stdout(&beraad(&["template", name])), text.expect("the file is there"));
    }
}

#[test]
fn a_template_that_is_not_there_is_wrong_input() {
    let ended = beraad(&["template", "open-statement"]);
    assert_eq!(exit_of(&ended), 64);
    assert!(stderr(&ended).contains("did you mean `open-statements`?"), "{}", stderr(&ended));
}
