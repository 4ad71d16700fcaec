//! Degenerate files, and files with something wrong: never a panic, always a place and a remedy.

use super::*;

/// The rules with what each needs beside the ballots.
const RULES: [(&str, &[&str]); 15] = [
    ("consent", &[]),
    ("supermajority_floor", &[]),
    ("condorcet", &[]),
    ("schulze", &[]),
    ("ranked_pairs", &[]),
    ("majority_judgment", &["--grade-max", "5", "--missing-grades", "lowest"]),
    ("star", &["--grade-max", "5"]),
    ("score", &["--grade-max", "5"]),
    ("approval", &["--seats", "1"]),
    ("equal_shares", &["--seats", "1"]),
    ("sequential_phragmen", &["--seats", "1"]),
    ("budget_greedy", &["--budget", "10"]),
    ("budget_equal_shares", &["--budget", "10"]),
    ("budget_equal_shares_add1", &["--budget", "10"]),
    ("budget_equal_shares_add1_greedy", &["--budget", "10"]),
];

/// Every rule on tables with so many options and these rows, `V` standing for a vote.
fn each_rule(options: &[&str], rows: &[&str], check: impl Fn(&str, &Value)) {
    for (rule, more) in RULES {
        let vote = match rule {
            "consent" => "consent",
            "supermajority_floor" => "agree",
            _ => "1",
        };
        let costs: Vec<String> = options.iter().map(|option| format!("{option}=5")).collect();
        let costs = costs.join(",");
        let costs = ["--costs", costs.as_str()];
        let costs = if rule.starts_with("budget") { &costs[..] } else { &[] };
        let rows: String = rows.iter().map(|row| row.replace('V', vote) + "\n").collect();
        let csv = format!("count,{}\n{rows}", options.join(","));
        check(rule, &decided(rule, ("a.csv", &csv), &[more, costs].concat()));
    }
}

#[test]
fn no_ballots_and_empty_ballots_choose_nothing() {
    for rows in [&[][..], &["3,,"], &["1,,"]] {
        each_rule(&["A", "B"], rows, |rule, told| {
            assert_eq!(told["chosen"], Value::from([""; 0]), "{rule} {rows:?}");
            assert!(
                ["not_reached", "no_quorum"].contains(&told["result"].as_str().expect("a result"))
            );
        });
    }
}

#[test]
fn one_voter_one_option_all_equal_and_as_many_voters_as_there_can_be() {
    each_rule(&["A"], &["1,V"], |rule, told| {
        assert_eq!(names(told, "chosen"), ["A"], "{rule}");
    });
    each_rule(&["A", "B"], &["1,V,V", "2,V,V"], |rule, told| {
        // Without a winner and without a lottery nobody is chosen.
        let most = if rule == "condorcet" { 0 } else { 1 };
        assert!(names(told, "chosen").len() >= most, "{rule}: {told}");
    });
    each_rule(&["A", "B"], &["9999999999,V,", "1,,V"], |rule, told| {
        assert!(names(told, "chosen").contains(&"A".to_owned()), "{rule}: {told}");
    });
}

#[test]
fn an_option_dearer_than_the_budget_is_told_and_not_paid() {
    let costs = ["--budget", "10", "--costs", "A=11,B=1000000000000000"];
    for (rule, _) in RULES.iter().filter(|(rule, _)| rule.starts_with("budget")) {
        let told = decided(rule, ("a.csv", "A,B\nx,x\nx,\n"), &costs);
        assert_eq!((&told["result"], &told["left"]), (&"not_reached".into(), &10.into()), "{rule}");
    }
}

#[test]
fn byte_order_marks_and_line_ends_of_other_machines_change_nothing() {
    let plain = "party,A,B\np,1,2\nq,1,2\n";
    let files = [
        plain.to_owned(),
        format!("\u{feff}{plain}"),
        plain.replace('\n', "\r\n"),
        plain.replace(',', ";"),
        plain.replace(',', "\t"),
    ];
    for file in &files {
        assert_eq!(names(&decided("schulze", ("ballots", file), &[]), "chosen"), ["A"], "{file:?}");
    }
    let text = format!("\u{feff}{HEAD}9: 1,2,3\n").replace("ORDERS: 3", "ORDERS: 1");
    for text in [text.clone(), text.replace('\n', "\r\n")] {
        assert_eq!(names(&decided("schulze", ("ballots", &text), &[]), "chosen"), ["Oak"]);
    }
}

/// A file, what stands on stderr about it, line by line.
#[track_caller]
fn refused(rule: &str, file: (&str, &[u8]), more: &[&str], expected: &[&str]) {
    let (code, told) = lines(rule, file, more);
    assert_eq!(code, 64, "{told}");
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines, [expected, &["nothing was decided"]].concat(), "{told}");
}

#[test]
fn a_table_tells_all_its_problems_with_line_column_and_remedy() {
    let csv = "party,member,count,A,B\np,1,,0,2\np,1,,1,2\np,1,,1,2\nq,,3,1,2\n,x,,1,2\n\
               ,,18446744073709551616,1,2\n,,,NaN,-1\n1,2\n";
    refused(
        "schulze",
        ("a.csv", csv.as_bytes()),
        &[],
        &[
            "a.csv:2: column A: `0`: a place is a whole number, 1 the best; leave it empty \
             for none",
            "a.csv:4: member `1` of party `p` has two ballots; keep one",
            "a.csv:5: a count beside a party; a party has one voice, which its members share; \
         leave the count out",
            "a.csv:6: a member without a party; name the party too",
            "a.csv:7: column count: `18446744073709551616`: a count is a whole number from 1 to \
         18446744073709551615; mend it",
            "a.csv:8: column A: `NaN`: a place is a whole number, 1 the best; leave it empty \
             for none",
            "a.csv:8: column B: `-1`: a place is a whole number, 1 the best; leave it empty \
             for none",
            "a.csv:9: 2 columns; the first line has 5",
        ],
    );
    refused(
        "schulze",
        ("a.csv", b"A,A,\n"),
        &[],
        &[
            "a.csv:1: column 2: option `A` is there twice; give each option an id of its own",
            "a.csv:1: column 3: a name is empty; give it letters or digits",
        ],
    );
    refused(
        "schulze",
        ("a.csv", b""),
        &[],
        &["a.csv:1: no column names an option; the first line names a column for each"],
    );
    refused(
        "schulze",
        ("a.csv", b"A,B\n1,2\n1,\xff\n"),
        &[],
        &["a.csv:3:3: this byte is no UTF-8; save the file as UTF-8"],
    );
    refused(
        "star",
        ("a.csv", b"A\n6\n"),
        &["--grade-max", "5"],
        &["a.csv:2: column A: `6`: a grade is a whole number from 0 to 5; mend it, or give a \
         higher --grade-max"],
    );
    refused(
        "consent",
        ("a.csv", b"A\nconsnt\n"),
        &[],
        &["a.csv:2: column A: `consnt`: write consent, concern, objection, abstain; did you mean \
         `consent`?"],
    );
    refused(
        "schulze",
        ("a.csv", b"count,A\n9999999999,1\n2,1\n"),
        &[],
        &["a.csv:3: more than 10000000000 parties in all (PARTIES_MAX); mend the count"],
    );
}

#[test]
fn a_document_tells_all_its_problems_with_their_path() {
    let json = r#"{"options": ["A", "B", "A"], "seets": 2, "lottery": ["A"], "seed": "00",
        "ballots": [{"aproves": ["A"]}, {"approves": ["C"], "count": -1}, {"grades": {}}, 7]}"#;
    refused(
        "approval",
        ("a.json", json.as_bytes()),
        &[],
        &[
            "a.json: key `seets` is not known; did you mean `seats`?; known are options, budget, \
         seats, grade_max, grade_labels, missing_grades, lottery, seed, parties, ballots",
            "a.json: options[2]: option `A` is there twice; give each option an id of its own",
            "a.json: seed: `00`: a seed is 64 hexadecimal digits",
            "a.json: ballots[0]: key `aproves` is not known; did you mean `approves`?; known are \
         party, member, group, count, ranking, grades, approves, stances, votes",
            "a.json: ballots[1].count: `-1`: write a whole number from 1",
            "a.json: ballots[1].approves[0]: no option is called `C`; did you mean `A`?",
            "a.json: ballots[2]: `grades` and no `approves`; rule approval counts `approves`; \
         give that",
            "a.json: ballots[3]: `7`: write an object",
        ],
    );
    let twice = b"{\"options\": [\"A\"],\n \"ballots\": [], \"ballots\": []}";
    let (code, told) = lines("approval", ("a.json", twice), &[]);
    assert_eq!(code, 64);
    assert!(
        told.starts_with("a.json:2:") && told.contains("key `ballots` is there twice"),
        "{told}"
    );
    let (code, told) = lines("score", ("a.json", b"{\"options\": [NaN]}"), &[]);
    assert!(code == 64 && told.starts_with("a.json:1:14: this is no JSON"), "{told}");
}

#[test]
fn a_preflib_file_tells_where_an_order_is_wrong_and_which_count_differs() {
    let text = format!("{HEAD}3: 1,{{2,3\n3: 1,4\n3: 1,1\n3: ,1\nthree: 1\n1 1\n3: 1 2\n3: 1,\n");
    refused(
        "schulze",
        ("a.toc", text.as_bytes()),
        &[],
        &[
            "a.toc:7:6: this brace is not closed; add a }",
            "a.toc:8:6: `4`: alternatives are numbered from 1 to 3",
            "a.toc:9: an option stands on the ballot twice; name it once",
            "a.toc:10:4: an alternative is missing here",
            "a.toc:11:1: `three`: a number of voters is a whole number from 1 to \
         18446744073709551615; mend it",
            "a.toc:12:1: no colon; write the number of voters, a colon and their order, as \
         12: 1,{2,3},4",
            "a.toc:13:6: `2` does not belong here; an order holds numbers, commas and braces, as \
         1,{2,3},4",
            "a.toc:14:5: nothing follows this comma; take it out",
        ],
    );
    refused(
        "schulze",
        ("a.soi", format!("{HEAD}4: 1\n4: 2\n").as_bytes()),
        &[],
        &[
            "a.soi:2: NUMBER VOTERS says 9, and the lines hold 8; mend the one that is wrong",
            "a.soi:3: NUMBER UNIQUE ORDERS says 3, and there are lines 2; mend the one that \
             is wrong",
        ],
    );
    refused(
        "score",
        ("a.soc", HEAD.as_bytes()),
        &[],
        &["a.soc: the file holds orders, and rule score counts ballots of the form grades; \
         choose another --rule"],
    );
}

#[test]
fn a_pabulib_file_tells_its_problems_by_line() {
    let pb = "META\nkey;value\nbudget;10.50\nnum_projects;3\nnum_votes;2\nvote_type;approvl\n\
              PROJECTS\nproject_id;cost\n1;-4\n2;5\nVOTES\nvoter_id;vote\na;1\na;3\n";
    refused(
        "budget_greedy",
        ("a.pb", pb.as_bytes()),
        &[],
        &[
            "a.pb:9: cost: `-4`: an amount is a whole number from 1 to 18446744073709551615; \
             mend it",
            "a.pb:3: budget: `10.50`: an amount is a whole number; write all amounts in cents",
            "a.pb:6: vote_type `approvl`; give one of approval, choose-1, ordinal, cumulative, \
         scoring; did you mean `approval`?",
            "a.pb:14: voter `a` has two votes; keep one",
            "a.pb:14: vote: no option is called `3`; did you mean `1`?",
            "a.pb:4: num_projects says `3`, and there are 2; mend the one that is wrong",
        ],
    );
    refused(
        "budget_greedy",
        ("a.pb", b"VOTES\n"),
        &[],
        &[
            "a.pb:1: section VOTES: the sections are META, PROJECTS, VOTES, once each in this \
             order",
            "a.pb:1: META has no vote_type; give one of approval, choose-1, ordinal, cumulative, \
         scoring",
            "a.pb: no projects; PROJECTS lists at least one",
        ],
    );
}

#[test]
fn a_setting_that_is_missing_or_wrong_says_which_to_give() {
    let csv = ("a.csv", &b"A,B\n1,\n"[..]);
    refused(
        "approval",
        csv,
        &[],
        &["a.csv: rule approval chooses a number of options; give --seats N, or `seats` in \
         a JSON file"],
    );
    refused(
        "approval",
        csv,
        &["--seats", "3"],
        &["a.csv: 3 seats for 2 options; give --seats from 1 to 2"],
    );
    refused(
        "budget_greedy",
        csv,
        &["--costs", "A=5,C=1,B"],
        &[
            "--costs: no option is called `C`; did you mean `A`?",
            "--costs: `B`: write ID=AMOUNT, parted by commas",
            "a.csv: rule budget_greedy spends a budget; give --budget AMOUNT, or `budget` in \
             a JSON or Pabulib file",
            "a.csv: option `B` has no cost; give --costs ID=AMOUNT, or `cost` in a JSON or Pabulib \
         file",
        ],
    );
    refused(
        "score",
        csv,
        &[],
        &["a.csv: rule score needs the highest grade; give --grade-max N, or `grade_max` in \
         a JSON file"],
    );
    refused(
        "schulze",
        csv,
        &["--parties", "0"],
        &["a.csv: 0 parties in all, and the file holds 1; give from 1 to 10000000000, with \
         --parties N"],
    );
    refused(
        "schulze",
        csv,
        &["--lottery", "A,A"],
        &["a.csv: lottery: it names 2 of 2; name every option once"],
    );
    for wrong in [&["--rule", "schultze", "x"][..], &["--rule", "score", "x", "--quorum", "2/1"]] {
        assert_eq!(exit_of(&beraad(&[&["decide"], wrong].concat())), 2, "{wrong:?}");
    }
    let ended = beraad(&["decide", "--rule", "score", "not-there.csv"]);
    assert_eq!(exit_of(&ended), 74);
    assert!(stderr(&ended).starts_with("not-there.csv cannot be read: "), "{}", stderr(&ended));
}
