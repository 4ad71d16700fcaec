//! The reference of the contract, made from its comments: a test compares it with the contract.

mod contract;
mod links;
mod render;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use contract::Contract;
use links::{Links, anchor};
use render::Book;

const FOLDER: &str = "docs/reference";

fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

fn errors() -> String {
    std::fs::read_to_string(path("docs/errors.md")).expect("the page of errors")
}

fn pages() -> BTreeMap<String, String> {
    let contract = Contract::read();
    let links = Links::of(&contract, &errors());
    Book::of(&contract, &links).pages()
}

/// The pages that lie in the folder.
fn there() -> BTreeSet<String> {
    let folder = std::fs::read_dir(path(FOLDER)).into_iter().flatten().flatten();
    folder.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn the_reference_says_what_the_contract_says() {
    let pages = pages();
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path(FOLDER)).expect("the folder can be made");
        for stale in there().iter().filter(|name| !pages.contains_key(*name)) {
            std::fs::remove_file(path(FOLDER).join(stale)).expect("a page can be removed");
        }
        for (name, page) in &pages {
            std::fs::write(path(FOLDER).join(name), page).expect("a page can be written");
        }
    }
    let remedy = "`BLESS=1 cargo test --test contract_reference` writes the reference anew";
    let named: BTreeSet<String> = pages.keys().cloned().collect();
    assert_eq!(there(), named, "{FOLDER} holds other pages than it should; {remedy}");
    for (name, page) in &pages {
        let found = std::fs::read_to_string(path(FOLDER).join(name)).unwrap_or_default();
        assert!(found == *page, "{FOLDER}/{name} is not what proto/ says; {remedy}");
    }
}

#[test]
fn everything_in_the_contract_has_a_comment() {
    let contract = Contract::read();
    let of = |message: &prost_types::DescriptorProto| {
        let name = message.name().to_owned();
        let fields = message.field.iter().map(|field| format!("{name}.{}", field.name()));
        fields.chain([name.clone()]).collect::<Vec<_>>()
    };
    let messages = contract.messages().flat_map(of);
    let calls = contract.calls().map(|(_, call)| call.name().to_owned());
    let bare: Vec<String> =
        messages.chain(calls).filter(|name| contract.comment(name).is_empty()).collect();
    assert!(bare.is_empty(), "say in proto/ what these are: {bare:?}");
}

/// Every reason has a row of its own among the errors, and no row is of something else.
#[test]
fn the_page_of_errors_has_every_reason() {
    let contract = Contract::read();
    let reasons = contract.enums().into_iter().find(|one| one.name() == "Reason");
    let values = &reasons.expect("the enumeration Reason").value;
    let wanted = values.iter().filter_map(|value| value.name().strip_prefix("REASON_"));
    let wanted: BTreeSet<String> =
        wanted.filter(|name| *name != "UNSPECIFIED").map(str::to_owned).collect();
    let told: BTreeSet<String> = links::reasons(&errors()).into_keys().collect();
    let different: Vec<&String> = told.symmetric_difference(&wanted).collect();
    assert!(different.is_empty(), "docs/errors.md and Reason differ: {different:?}; mend the rows");
}

/// A comment names reasons that there are, and a call writes them behind `Refusals:`.
#[test]
fn the_refusals_of_calls_are_reasons() {
    let contract = Contract::read();
    let known = links::reasons(&errors());
    for (_, call) in contract.calls() {
        let Some((_, refusals)) = contract.comment(call.name()).split_once("Refusals:") else {
            continue;
        };
        let words = refusals.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let shouted = words.filter(|word| word.len() > 2 && **word == word.to_uppercase());
        let strange: Vec<&str> = (shouted.filter(|word| word.chars().any(char::is_alphabetic)))
            .filter(|word| !known.contains_key(*word))
            .collect();
        assert!(strange.is_empty(), "{} is refused for {strange:?}", call.name());
    }
}

/// Every link of a page leads to a page that there is, and to a heading on it.
#[test]
fn no_link_leads_nowhere() {
    let pages = pages();
    let headings = |text: &str| -> BTreeSet<String> {
        text.lines().filter(|line| line.starts_with('#')).map(|line| anchor(title(line))).collect()
    };
    let mut anchors: BTreeMap<String, BTreeSet<String>> =
        pages.iter().map(|(name, page)| (name.clone(), headings(page))).collect();
    anchors.insert("../errors.md".to_owned(), headings(&errors()));
    let format = std::fs::read_to_string(path("docs/log-format.md")).expect("the log format");
    anchors.insert("../log-format.md".to_owned(), headings(&format));
    for (name, page) in &pages {
        for link in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let there = anchors.get(if file.is_empty() { name.as_str() } else { file });
            let leads = there.is_some_and(|all| heading.is_empty() || all.contains(heading));
            assert!(leads, "{name} leads to {link}, where there is nothing");
        }
    }
}

fn title(heading: &str) -> &str {
    heading.trim_start_matches('#').trim()
}
