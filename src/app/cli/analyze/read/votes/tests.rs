use super::*;

const HEADER: &str = "participant,statement,vote\n";

fn read(table: &str) -> Vec<(String, String, i8)> {
    rows(&parse("v.csv", table.as_bytes()).expect("a sound table"))
}

fn rows(found: &Votes) -> Vec<(String, String, i8)> {
    let name = |interner: &Interner, at: usize| {
        interner.ids().get(at).expect("a place that was given").into_owned()
    };
    let row = |vote: &Arrival| {
        let participant = name(&found.participants, vote.row());
        (participant, name(&found.statements, vote.column()), vote.vote().sign() as i8)
    };
    found.votes.iter().map(row).collect()
}

fn told(table: impl AsRef<[u8]>) -> Vec<String> {
    let told = parse("v.csv", table.as_ref()).expect_err("problems").message;
    let mut lines: Vec<String> = told.lines().map(str::to_owned).collect();
    assert_eq!(lines.pop().as_deref(), Some("nothing was analyzed"));
    lines
}

fn row(participant: &str, statement: &str, vote: i8) -> (String, String, i8) {
    (participant.to_owned(), statement.to_owned(), vote)
}

#[test]
fn plain_rows_are_read_however_the_file_ends_its_lines() {
    let expected = [row("0", "5", 1), row("jan", "5", 0), row("0", "x-1", -1)];
    let table = format!("{HEADER}0,5,1\njan,5,0\n0,x-1,-1");
    assert_eq!(read(&table), expected);
    assert_eq!(read(&format!("{table}\n")), expected);
    assert_eq!(read(&format!("{table}\n\n\n")), expected);
    assert_eq!(read(&table.replace('\n', "\r\n")), expected);
    assert_eq!(read(&table.replace('\n', "\n\n")), expected);
    assert_eq!(read(&table.replace('\n', "\r")), expected);
    assert_eq!(read(&format!("\u{feff}{table}")), expected);
}

#[test]
fn quotes_are_read_wherever_they_stand() {
    let table = "\"participant\",note,\"statement\",vote\n1,,2,1\n\"1\",\"a,\nb\",\"2\",\"-1\"\n\
                 \"o\"\"k\",,2,0\n3,,2,1\n";
    let expected = [row("1", "2", 1), row("1", "2", -1), row("o\"k", "2", 0), row("3", "2", 1)];
    assert_eq!(read(table), expected);
}

#[test]
fn ids_are_the_same_with_quotes_and_without_and_differ_by_their_text() {
    let table = format!("{HEADER}7,1,1\n\"7\",1,1\n07,1,1\n7.0,1,1\n18446744073709551616,1,1\n");
    let found = parse("v.csv", table.as_bytes()).expect("sound");
    let ids: Vec<_> = found.participants.ids().iter().collect();
    assert_eq!(ids, ["7", "07", "7.0", "18446744073709551616"]);
    assert_eq!(found.statements.ids().len(), 1);
}

#[test]
fn times_are_kept_where_a_column_has_them() {
    let table =
        "timestamp,datetime,comment-id,voter-id,vote\n1403054214196,Wed,0,4,1\n-3,Wed,0,5,0\n";
    let found = parse("v.csv", table.as_bytes()).expect("sound");
    assert_eq!((found.times.clone(), found.is_polis), (Some(vec![1_403_054_214_196, -3]), true));
    assert_eq!(rows(&found), [row("4", "0", 1), row("5", "0", 0)]);
}

#[test]
fn a_block_may_end_anywhere() {
    let table = "\u{feff}t,participant,note,statement,vote\r\n12,10,\"a\n,\"\"b\",200,-1\r\n\
                 13,11,,200,1\r\n\"14\",é,,200,0\n15,11,,7,1";
    let whole = parse("v.csv", table.as_bytes()).expect("sound");
    assert_eq!(whole.votes.len(), 4);
    for size in 1..table.len() {
        let mut reader = VotesReader::new("v.csv", Limits::default());
        table.as_bytes().chunks(size).for_each(|block| reader.block(block));
        let found = reader.finish().expect("sound");
        assert_eq!((rows(&found), found.times), (rows(&whole), whole.times.clone()), "{size}");
    }
}

#[test]
fn a_byte_order_mark_within_a_file_belongs_to_the_id_wherever_a_block_ends() {
    let table = format!("{HEADER}\u{feff}7,1,1\n\u{feff}7,1,x\n");
    for size in 1..table.len() + 1 {
        let mut reader = VotesReader::new("v.csv", Limits::default());
        table.as_bytes().chunks(size).for_each(|block| reader.block(block));
        let told = reader.finish().expect_err("x is no vote").message;
        assert!(told.starts_with("v.csv:3: column vote is `x`;"), "{told}");
    }
    assert_eq!(read(&table.replace('x', "0")).len(), 2);
}

#[test]
fn a_quote_within_a_cell_is_a_letter_wherever_a_block_ends() {
    let table = format!("{HEADER}a\"b,1,1\n\"x\n\",1,1\n\"y\"z,1,0\n");
    let expected = [row("a\"b", "1", 1), row("yz", "1", 0)];
    for size in 1..table.len() + 1 {
        let mut reader = VotesReader::new("v.csv", Limits::default());
        table.as_bytes().chunks(size).for_each(|block| reader.block(block));
        let told = reader.finish().expect_err("an id with a line feed at its end").message;
        assert!(told.starts_with("v.csv:3: column participant is `x\u{fffd}`;"), "{told}");
        assert_eq!(told.lines().count(), 2, "{told}");
    }
    assert_eq!(read(&table.replace("\"x\n\",1,1\n", "")), expected);
}

#[test]
fn what_is_no_vote_is_told_with_line_column_value_rule_and_remedy() {
    let wrong = ["2", "NaN", "1.5", "", " 1", "1 ", "+1", "-2", "01", "99999999999999999999999"];
    for value in wrong {
        let told = told(format!("{HEADER}1,1,1\n\n1,2,{value}\n1,3,1\n"));
        let rule = "a vote is 1, 0 or -1, without spaces; mend it, or leave the row out";
        assert_eq!(told, [format!("v.csv:4: column vote is `{value}`; {rule}")]);
    }
}

#[test]
fn other_cells_that_are_wrong_are_told() {
    let table =
        "t,participant,statement,vote\n1.5,1,1,1\n1,,1,1\n1,1, 2,1\n1,1,1\n1,1,1,1,1\nx,,,9\n";
    let told = told(table);
    for (at, expected) in [
        "v.csv:2: column t is `1.5`; a time is a whole number",
        "v.csv:3: column participant is ``; an id is text",
        "v.csv:4: column statement is ` 2`; an id is text",
        "v.csv:5: 3 cells; the first line has 4;",
        "v.csv:6: 5 cells; the first line has 4;",
        "v.csv:7: column participant is ``",
        "v.csv:7: column statement is ``",
        "v.csv:7: column vote is `9`",
        "v.csv:7: column t is `x`",
    ]
    .into_iter()
    .enumerate()
    {
        assert!(told[at].starts_with(expected), "{told:#?}");
    }
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let told = told([HEADER.as_bytes(), b"1,1,1\n\xff,1,1\n1,1,\xff\n"].concat());
    assert!(told[0].starts_with("v.csv:3: column participant is `\u{fffd}`; an id is"), "{told:?}");
    assert!(told[1].starts_with("v.csv:4: column vote is `\u{fffd}`; a vote is"), "{told:?}");
}

#[test]
fn a_file_that_is_something_else_is_told_once() {
    for (bytes, expected) in [
        (&b""[..], "v.csv: the file is empty; its first line names the columns"),
        (b"\n\n", "v.csv: the file is empty; its first line names the columns"),
        (b"\xff\xfep\0a\0", "v.csv:1: this is UTF-16; save the file as UTF-8"),
        (b"1,2,1\n1,3,1\n", "v.csv:1: `1,2,1` names no columns; write one above it"),
        (b"id,text\n1,a\n", "v.csv:1: this table lists statements, not votes;"),
    ] {
        let told = told(bytes);
        assert!(told.len() == 1 && told[0].starts_with(expected), "{told:?}");
    }
}

#[test]
fn a_header_alone_is_an_empty_conversation() {
    assert_eq!(read(HEADER), []);
    assert_eq!(read(HEADER.trim_end()), []);
}

#[test]
fn of_many_problems_ten_are_listed_and_the_rest_counted() {
    let told = told(format!("{HEADER}{}", "1,1,x\n".repeat(25)));
    assert_eq!(told.len(), 11);
    assert!(told[9].starts_with("v.csv:11: "), "{told:?}");
    assert_eq!(told[10], "… and 15 more");
    let told = self::told(format!("{HEADER}{}", "1,1,x\n".repeat(200_000)));
    assert_eq!(told[10], "… and 100000 more, or more");
}

#[test]
fn more_than_the_limits_is_told_where_it_begins() {
    let limits = Limits { votes: 3, participants: 2, statements: 2 };
    for (rows, expected) in [
        ("1,1,1\n2,1,1\n3,1,1\n", "v.csv:4: more than 2 participants are not read;"),
        ("1,1,1\n1,2,1\n1,a,1\n", "v.csv:4: more than 2 statements are not read;"),
        ("1,1,1\n1,1,1\n1,1,1\n1,1,1\n", "v.csv:5: more than 3 votes are not read;"),
    ] {
        let mut reader = VotesReader::new("v.csv", limits);
        reader.block(format!("{HEADER}{rows}").as_bytes());
        let told = reader.finish().expect_err("too many").message;
        assert!(told.starts_with(expected), "{told}");
        assert_eq!(told.lines().count(), 2, "{told}");
    }
}

#[test]
fn a_quote_that_is_never_closed_ends_the_reading() {
    let rest = "1,1,1\n".repeat(ROW_BYTES_MAX / 6 + 10);
    let mut reader = VotesReader::new("v.csv", Limits::default());
    reader.block(format!("{HEADER}1,1,1\n\"2,1,1\n").as_bytes());
    rest.as_bytes().chunks(1 << 20).for_each(|block| reader.block(block));
    let told = reader.finish().expect_err("never closed").message;
    assert!(told.starts_with("v.csv:3: this row has more than"), "{told}");
    let short = self::told(format!("{HEADER}1,1,1\n\"2,1,1\n1,1,1\n"));
    assert!(short[0].starts_with("v.csv:3: 1 cells; the first line has 3;"), "{short:?}");
}
