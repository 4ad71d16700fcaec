//! The parts that reports are put together from.

use std::collections::{BTreeMap, BTreeSet};

use beraad_client::v1;

use crate::app::cli::page::{self, Lang};
use crate::app::cli::report::document::Block;
use crate::app::cli::run::outcome::steps;
use crate::app::cli::text::short;

/// Parties in a table before the rest is counted.
const PARTIES_SHOWN: usize = 20;
/// Items whose way is told before the rest is counted.
const TRACES_SHOWN: usize = 50;
/// Characters of a title in a line.
const TITLE_WIDTH: usize = 90;

/// A report with the names and the language to tell it in.
pub(super) struct Told<'a> {
    pub(super) report: &'a v1::GetReportResponse,
    pub(super) lang: Lang,
    parties: BTreeMap<&'a str, String>,
    bodies: BTreeMap<&'a str, &'a str>,
}

impl<'a> Told<'a> {
    pub(super) fn new(report: &'a v1::GetReportResponse, lang: Lang) -> Told<'a> {
        let named =
            |party: &'a v1::Party| (party.name.as_str(), page::text(party.display_name.as_ref()));
        let charter = report.deliberation.as_ref().and_then(|of| of.charter.as_ref());
        let authority = charter.and_then(|charter| charter.authority.as_ref());
        let bodies = authority.into_iter().flat_map(|authority| &authority.bodies);
        Told {
            report,
            lang,
            parties: report.parties.iter().map(named).collect(),
            bodies: bodies.map(|body| (body.id.as_str(), body.name.as_str())).collect(),
        }
    }

    /// A text of the catalogue.
    pub(super) fn say(&self, key: &str, slots: &[(&str, &str)]) -> String {
        page::say(self.lang, key, slots)
    }

    pub(super) fn heading(&self, key: &str) -> Block {
        Block::Heading(self.say(&format!("report.heading.{key}"), &[]))
    }

    pub(super) fn text(&self, key: &str, slots: &[(&str, &str)]) -> Block {
        Block::Text(self.say(&format!("report.{key}"), slots))
    }

    pub(super) fn point(&self, key: &str, slots: &[(&str, &str)]) -> Block {
        Block::Point(0, self.say(&format!("report.{key}"), slots))
    }

    /// What a party is called.
    pub(super) fn party(&self, name: &str) -> String {
        self.parties.get(name).cloned().unwrap_or_else(|| last(name).to_owned())
    }

    pub(super) fn body(&self, id: &str) -> String {
        self.bodies.get(id).map_or_else(|| id.to_owned(), |name| (*name).to_owned())
    }

    pub(super) fn sentence(&self, figure: &v1::Figure) -> String {
        self.lang.pick(&figure.explanation_nl, &figure.explanation_en).to_owned()
    }

    /// The title, what it is about, and through where it was made.
    pub(super) fn opening(&self) -> Vec<Block> {
        let deliberation = self.report.deliberation.clone().unwrap_or_default();
        let (through, date) = (self.report.computed_through_sequence.to_string(), self.day());
        let integrity = self.report.integrity.clone().unwrap_or_default();
        let (parties, people) =
            (integrity.party_count.to_string(), integrity.headcount.to_string());
        let mut blocks = vec![
            Block::Title(page::text(deliberation.title.as_ref())),
            self.text("made", &[("through", &through), ("date", &date)]),
        ];
        let challenge = deliberation.challenge.and_then(|challenge| challenge.text);
        if let Some(challenge) = challenge {
            blocks.push(self.text("challenge", &[("text", &page::text(Some(&challenge)))]));
        }
        blocks.push(self.text("counts", &[("parties", &parties), ("people", &people)]));
        let phase = page::phase(deliberation.phase, self.lang);
        blocks.push(self.text("phase", &[("text", phase)]));
        if let Some(engaged) = &deliberation.engaged_by {
            blocks.push(self.text("engaged", &[("text", &page::text(Some(engaged)))]));
        }
        blocks
    }

    fn day(&self) -> String {
        day(self.report.time.as_ref())
    }

    /// The points of attention, facts before indications, each with what was replied.
    pub(super) fn flags(&self) -> Vec<Block> {
        let mut blocks = vec![self.heading("flags")];
        if self.report.flags.is_empty() {
            blocks.push(Block::Text(self.say("flag.none", &[])));
        }
        for fact in [true, false] {
            for flag in self.report.flags.iter().filter(|flag| flag.fact == fact) {
                blocks.extend(self.flag(flag));
            }
        }
        blocks
    }

    fn flag(&self, flag: &v1::Flag) -> Vec<Block> {
        let (title, sentence) = match self.lang {
            Lang::Nl => (&flag.title_nl, &flag.explanation_nl),
            Lang::En => (&flag.title_en, &flag.explanation_en),
        };
        let kind = if flag.fact { "flag.fact" } else { "flag.indication" };
        let mut blocks = vec![
            Block::Point(0, format!("{} {title}. {sentence}", flag.number)),
            Block::Point(1, self.say(kind, &[])),
        ];
        if let Some(events) = flag.evidence.as_ref().filter(|evidence| evidence.count > 0) {
            let events = sequences(events);
            blocks.push(Block::Point(1, self.say("report.events", &[("text", &events)])));
        }
        for reply in &flag.replies {
            let text = page::text(reply.text.as_ref());
            let key = match (reply.party.is_empty(), reply.role()) {
                (false, _) => "report.reply",
                (true, v1::Role::Clerk) => "report.reply.clerk",
                (true, _) => "report.reply.facilitator",
            };
            let slots = [("party", &*self.party(&reply.party)), ("text", &*text)];
            blocks.push(Block::Point(1, self.say(key, &slots)));
        }
        if flag.replies.is_empty() {
            blocks.push(Block::Point(1, self.say("flag.no_reply", &[])));
        }
        blocks
    }

    /// The sentences of these figures; of those without a value each reason once.
    pub(super) fn figures(&self, figures: &[v1::Figure], names: &[&str]) -> Vec<Block> {
        let named = names.iter().filter_map(|name| figures.iter().find(|one| one.name == *name));
        let mut reasons = BTreeSet::new();
        let fresh = |figure: &&v1::Figure| match figure.result {
            Some(v1::figure::Result::Undefined(reason)) => reasons.insert(reason),
            _ => true,
        };
        let fresh: Vec<&v1::Figure> = named.filter(fresh).collect();
        fresh.into_iter().map(|figure| Block::Point(0, self.sentence(figure))).collect()
    }

    /// A row a party, in the order given, with these figures.
    pub(super) fn table(&self, rows: &[v1::PartyFigures], columns: &[(&str, &str)]) -> Vec<Block> {
        if rows.iter().all(|row| row.figures.is_empty()) {
            return Vec::new();
        }
        let head = ["".to_owned(), self.lang.pick("mensen", "people").to_owned()];
        let head = head.into_iter().chain(columns.iter().map(|(_, title)| (*title).to_owned()));
        let cells = |row: &v1::PartyFigures| {
            let named = |name: &str| row.figures.iter().find(|figure| figure.name == name);
            let value = |(name, _): &(&str, &str)| named(name).map_or("–".to_owned(), page::value);
            let first = [short(&self.party(&row.party), 40), row.people.to_string()];
            first.into_iter().chain(columns.iter().map(value)).collect::<Vec<_>>()
        };
        let shown = rows.iter().take(PARTIES_SHOWN).map(cells).collect();
        let mut blocks = vec![Block::Table(head.collect(), shown)];
        blocks.extend(self.more(rows.len(), PARTIES_SHOWN));
        blocks
    }

    fn more(&self, all: usize, shown: usize) -> Option<Block> {
        let rest = all.saturating_sub(shown);
        (rest > 0).then(|| self.text("more", &[("number", &rest.to_string())]))
    }

    /// What happened with what was brought in.
    pub(super) fn traces(&self) -> Vec<Block> {
        let mut blocks = vec![self.heading("traces")];
        if self.report.traces.is_empty() {
            blocks.push(self.text("no_input", &[]));
        }
        for trace in self.report.traces.iter().take(TRACES_SHOWN) {
            let title = short(&page::text(trace.text.as_ref()), TITLE_WIDTH);
            blocks.push(Block::Point(0, title));
            let lines = match self.lang {
                Lang::Nl => &trace.lines_nl,
                Lang::En => &trace.lines_en,
            };
            blocks.extend(lines.iter().map(|line| Block::Point(1, line.clone())));
        }
        blocks.extend(self.more(self.report.trace_count as usize, TRACES_SHOWN));
        blocks
    }

    /// What was adopted.
    pub(super) fn outcome(&self) -> Vec<Block> {
        let verdict = self.report.outcome.clone().unwrap_or_default();
        let Some(outcome) = verdict.outcome else {
            return vec![self.text("no_outcome", &[])];
        };
        let titles = self.titles();
        let title = |on: &v1::ItemVersionRef| {
            let title = titles.get(on.item.as_str()).cloned();
            title.unwrap_or_else(|| last(&on.item).to_owned())
        };
        let adopted: Vec<String> = outcome.adopted.iter().map(title).collect();
        let mut blocks = vec![match adopted.is_empty() {
            true => self.text("not_adopted", &[]),
            false => self.text("adopted", &[("text", &adopted.join(", "))]),
        }];
        blocks.extend(steps(self.lang, &outcome, title).into_iter().map(|s| Block::Point(1, s)));
        if !outcome.groups_under_floor.is_empty() {
            let groups = outcome.groups_under_floor.join(", ");
            blocks.push(self.text("under_floor", &[("text", &groups)]));
        }
        blocks
    }

    /// What items are called.
    pub(super) fn titles(&self) -> BTreeMap<&str, String> {
        let title = |trace: &'a v1::Trace| {
            let text = short(&page::text(trace.text.as_ref()), TITLE_WIDTH);
            (trace.item.as_str(), text.trim_end_matches('.').to_owned())
        };
        self.report.traces.iter().map(title).collect()
    }

    /// What bodies decided, and whom deviations reached.
    pub(super) fn decisions(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for decision in &self.report.decisions {
            let key = match (decision.early, decision.number.is_empty()) {
                (true, _) => "decided.early",
                (false, true) => "decided.unnumbered",
                (false, false) => "decided",
            };
            let (body, date) = (self.body(&decision.body), day(decision.decided.as_ref()));
            let slots = [("body", &*body), ("date", &*date), ("number", &*decision.number)];
            blocks.push(self.point(key, &slots));
        }
        if blocks.is_empty() {
            blocks.push(self.text("no_decision", &[]));
        }
        for notice in &self.report.notices {
            let numbers = [&notice.reached, &notice.unreachable, &notice.missing];
            let [reached, unreachable, missing] = numbers.map(|parties| parties.len().to_string());
            let slots =
                [("reached", &*reached), ("unreachable", &*unreachable), ("missing", &*missing)];
            blocks.push(self.point("notice", &slots));
        }
        blocks
    }

    /// How to check all of it.
    pub(super) fn check(&self) -> Vec<Block> {
        let name = self.report.deliberation.as_ref().map_or("", |of| of.name.as_str());
        vec![self.heading("check"), self.text("check", &[("name", name)])]
    }
}

/// The last part of a resource name.
pub(super) fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The day of a moment.
pub(super) fn day(time: Option<&prost_types::Timestamp>) -> String {
    let moment = crate::app::cli::text::moment(time);
    moment.split(' ').next().unwrap_or_default().to_owned()
}

/// Sequences as people list them.
fn sequences(evidence: &v1::Evidence) -> String {
    if evidence.sequences.is_empty() {
        return format!("{}–{} ({})", evidence.first, evidence.last, evidence.count);
    }
    let numbers: Vec<String> = evidence.sequences.iter().map(ToString::to_string).collect();
    numbers.join(", ")
}
