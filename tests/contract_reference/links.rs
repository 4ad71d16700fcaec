//! Where the pages lead: every name of the contract that a text says, and every reason.

use std::collections::BTreeMap;

use crate::contract::{Contract, answer, bare};

/// The page that tells what to do about each reason, seen from the pages of the reference.
const ERRORS: &str = "../errors.md";

/// The name of the page of a service.
pub fn page_of(service: &str) -> String {
    format!("{}.md", service.trim_end_matches("Service").to_lowercase())
}

/// Addresses by name.
pub struct Links {
    of: BTreeMap<String, String>,
}

impl Links {
    /// Of the contract, and of reasons as `errors` lists them under its headings.
    pub fn of(contract: &Contract, errors: &str) -> Links {
        let mut of = BTreeMap::new();
        for (service, call) in contract.calls() {
            let address = format!("{}#{}", page_of(service.name()), anchor(call.name()));
            for name in [call.name(), bare(call.input_type()), answer(call)] {
                of.insert(name.to_owned(), address.clone());
            }
        }
        for service in contract.services() {
            of.insert(service.name().to_owned(), page_of(service.name()));
        }
        for message in contract.shared() {
            of.insert(message.name().to_owned(), at("messages.md", message.name()));
        }
        for message in contract.events() {
            of.insert(message.name().to_owned(), at("events.md", message.name()));
        }
        for one in contract.enums() {
            let address = at("enums.md", one.name());
            let values = one.value.iter().map(|value| value.name().to_owned());
            of.extend(values.map(|value| (value, address.clone())));
            of.insert(one.name().to_owned(), address);
        }
        of.extend(reasons(errors));
        Links { of }
    }

    /// A link to a name; the name alone where it leads nowhere.
    pub fn to(&self, name: &str) -> String {
        match self.of.get(name) {
            Some(address) => format!("[{name}]({address})"),
            None => name.to_owned(),
        }
    }

    pub fn knows(&self, name: &str) -> bool {
        self.of.contains_key(name)
    }

    /// A text with links on the names in it that can be nothing else than names: with a capital
    /// where no sentence begins, with capitals inside, or with a field. What stands between
    /// backticks stays as it is.
    pub fn within(&self, text: &str) -> String {
        let mut told = String::new();
        for (place, part) in text.split('`').enumerate() {
            match place % 2 {
                0 => self.words(part, &mut told),
                _ => told.push_str(&format!("`{part}`")),
            }
        }
        for page in ["errors.md", "log-format.md"] {
            told = told.replace(&format!("docs/{page}"), &format!("[docs/{page}](../{page})"));
        }
        told
    }

    fn words(&self, text: &str, told: &mut String) {
        let is_inside = |c: char| c.is_ascii_alphanumeric() || "_./".contains(c);
        let mut rest = text;
        while let Some(begin) = rest.find(is_inside) {
            let (before, after) = rest.split_at(begin);
            let end = after.find(|c| !is_inside(c)).unwrap_or(after.len());
            let (word, others) = after.split_at(end);
            told.push_str(before);
            let begins = told.trim_end().is_empty() || told.trim_end().ends_with(['.', ':']);
            told.push_str(&self.word(word, begins));
            rest = others;
        }
        told.push_str(rest);
    }

    fn word(&self, word: &str, begins_a_sentence: bool) -> String {
        let name = word.trim_end_matches('.');
        let (subject, field) = name.split_once('.').unwrap_or((name, ""));
        let has_capitals = subject.chars().skip(1).any(|c| c.is_ascii_uppercase());
        let stands_out = !field.is_empty() || has_capitals || !begins_a_sentence;
        let is_name = subject.starts_with(|c: char| c.is_ascii_uppercase());
        match self.of.get(subject).filter(|_| is_name && stands_out) {
            Some(address) => format!("[{name}]({address}){}", &word[name.len()..]),
            None => word.to_owned(),
        }
    }
}

fn at(page: &str, name: &str) -> String {
    format!("{page}#{}", anchor(name))
}

/// The anchor that forges give to a heading.
pub fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// The rows of the page of errors: each reason with the address of the heading that it is under.
pub fn reasons(errors: &str) -> BTreeMap<String, String> {
    let mut heading = "";
    let mut found = BTreeMap::new();
    for line in errors.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            heading = title;
        }
        let cells = line.strip_prefix("| ").map(|row| row.split(" | ").collect::<Vec<_>>());
        // A row has six cells, and begins with the reason between backticks.
        let Some([reason, _, _, _, _, _]) = cells.as_deref() else { continue };
        if let Some(reason) = reason.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
            found.insert(reason.to_owned(), format!("{ERRORS}#{}", anchor(heading)));
        }
    }
    found
}
