//! What is refused says no more than what is answered: every call that is no reading call, found
//! in the descriptors, by every reader, with a request that is filled from the descriptors too.

use beraad_client::Client;
use beraad_client::v1::*;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};

use super::asking::{self, Asked};
use super::story::Story;
use super::things::{Mark, OF_BUURT};
use crate::forum::Forum;
use crate::town::Town;
use crate::visibility::{LO, SEALED, readers};

/// The id of a proposal that there never was, as long as that of the sealed one.
const NEVER: &str = "luchtplein";
/// Where everything is called: with proposals sealed, with ballots sealed, and at the end.
const STOPS: [&str; 3] = ["round 1", "round 2", "closed"];
/// Fields left out, because what is in them has to agree with something else in the request.
const TOGETHER: [&str; 9] = [
    "extras",
    "round",
    "ownership",
    "scale",
    "partition",
    "working_groups",
    "affiliations",
    "group",
    "planned_rounds",
];
/// Calls that bring a whole charter or a signature, which nothing fills by its types alone; they
/// name no item.
const UNFILLED: [&str; 4] =
    ["CreateDeliberation", "SetCharter", "ProposeAmendment", "CountersignCheckpoint"];
/// A number that no event has.
const NUMBER: u64 = 77_777;

/// With what a request is filled.
struct Filling<'a> {
    forum: &'a Forum,
    method: &'a str,
    member: &'a str,
    proposal: &'a str,
    number: u64,
}

impl Filling<'_> {
    /// A message with a value in every field but those that name a request or an etag; of a
    /// choice the first is taken. Nothing is written.
    fn message(&self, descriptor: MessageDescriptor) -> DynamicMessage {
        let mut message = DynamicMessage::new(descriptor.clone());
        for field in descriptor.fields() {
            let choice = field.containing_oneof().filter(|choice| !choice.is_synthetic());
            let first = choice.and_then(|choice| choice.fields().next());
            if first.is_some_and(|first| first != field) {
                continue;
            }
            if TOGETHER.contains(&field.name()) {
                continue;
            }
            if let Some(value) = self.value(&field) {
                let value = if field.is_list() { Value::List(vec![value]) } else { value };
                message.set_field(&field, value);
            }
        }
        message
    }

    fn value(&self, field: &FieldDescriptor) -> Option<Value> {
        Some(match field.kind() {
            Kind::String => Value::String(self.text(field)?),
            Kind::Bool => Value::Bool(field.name() == "validate_only"),
            Kind::Int32 => Value::I32(LO),
            Kind::Uint32 => Value::U32(1),
            Kind::Uint64 => Value::U64(1),
            Kind::Int64 => Value::I64(1_767_225_600),
            Kind::Double => Value::F64(1.0),
            Kind::Bytes => Value::Bytes(vec![7; 32].into()),
            Kind::Enum(_) => Value::EnumNumber(1),
            Kind::Message(inner) if inner.name() == "Timestamp" => {
                let mut moment = DynamicMessage::new(inner);
                moment.set_field_by_name("seconds", Value::I64(1_767_225_600));
                Value::Message(moment)
            }
            Kind::Message(inner) => Value::Message(self.message(inner)),
            other => panic!("{}: {other:?} is filled by nothing", field.full_name()),
        })
    }

    fn text(&self, field: &FieldDescriptor) -> Option<String> {
        let forum = self.forum;
        let proposal = || format!("{}/proposals/{}", forum.name, self.proposal);
        Some(match field.name() {
            "request_id" | "etag" | "page_token" | "answers" | "breaks" | "precondition"
            | "grade_labels" => {
                return None;
            }
            "deliberation" => forum.name.clone(),
            "name" if field.parent_message().name() == "Body" => "De raad".to_owned(),
            "name" => format!("{}/{}/{}", forum.name, self.collection(), self.number),
            "item" | "proposal" | "target" => proposal(),
            "member" => self.member.to_owned(),
            "party" if field.parent_message().name() == "Authority" => "gemeente".to_owned(),
            "party" | "parties" | "invited" => forum.winkel.clone(),
            "authors" => forum.winkel.clone(),
            "affiliations" => "winkel".to_owned(),
            "issuer" => "app.buurt".to_owned(),
            "source" => return None,
            "group" => format!("{}/groups/groep", forum.name),
            "body" => "raad".to_owned(),
            "clause" => SEALED[3].to_owned(),
            "derives_from" => format!("{}/{}", self.proposal, SEALED[3]),
            "id" => "een".to_owned(),
            other if other.ends_with("_id") => "nieuw".to_owned(),
            _ => "Tekst.".to_owned(),
        })
    }

    /// The collection of what a call is about, where it asks for a name.
    fn collection(&self) -> &'static str {
        let named = [
            ("Round", "rounds"),
            ("Motion", "motions"),
            ("Entry", "entries"),
            ("Objection", "objections"),
            ("Commitment", "commitments"),
            ("Provision", "provisions"),
            ("Notice", "notices"),
            ("Unreachable", "notices"),
            ("Response", "responses"),
            ("Understood", "responses"),
            ("Appeal", "moderations"),
        ];
        let found = named.iter().find(|(word, _)| self.method.contains(word));
        found.unwrap_or_else(|| panic!("{} names something unknown", self.method)).1
    }
}

/// What a call says to a request about this proposal and this number.
async fn say(
    client: &Client,
    method: &prost_reflect::MethodDescriptor,
    filling: &Filling<'_>,
) -> Asked {
    let request = filling.message(method.input());
    asking::send(client, method, &request).await
}

/// What was said, without the names that the caller sent.
fn without(asked: &Asked, filling: &Filling<'_>) -> String {
    let said = String::from_utf8_lossy(&asked.bytes);
    said.replace(filling.proposal, "").replace(&filling.number.to_string(), "")
}

/// For whom a caller speaks: itself, and otherwise the shop, which no reader's party is.
fn speaks_for<'a>(label: &str, forum: &'a Forum) -> &'a str {
    match label {
        "the member itself" | "its spokesperson" => &forum.anna,
        "a member of the same party" => &forum.bram,
        "another one" => &forum.carla,
        "the municipality" => &forum.gemeente,
        _ => &forum.winkel,
    }
}

/// Calls everything as everybody at one stop; gives how often the same was said of the sealed
/// proposal as of none.
async fn call_all(town: &Town, story: &Story<'_>) -> usize {
    let methods = asking::unary();
    let writing = methods.iter().filter(|method| !asking::reads(method));
    let writing: Vec<_> = writing.collect();
    assert!(writing.len() >= 50, "{}", writing.len());
    let (forum, open) = (&*story.forum, story.stop.phase == Phase::RoundOpen);
    let acts = story.things.iter().filter(|thing| thing.round > story.stop.closed);
    let acts: Vec<u64> = acts.filter_map(|thing| sequence(&thing.mark)).collect();
    // The first act, and what was entered from paper.
    let entry = story.things.iter().find(|thing| matches!(thing.mark, Mark::Entry(_)));
    let entry = entry.and_then(|thing| sequence(&thing.mark));
    let acts: Vec<u64> = acts.first().copied().into_iter().chain(entry).collect();
    let mut compared = 0;
    for reader in readers(town, forum) {
        let member = speaks_for(reader.label, forum);
        for method in &writing {
            let filling = |proposal, number| Filling {
                forum,
                method: method.name(),
                member,
                proposal,
                number,
            };
            let hold = |asked: &Asked| {
                for thing in &story.things {
                    let may = thing.may(reader.label, &story.stop);
                    let shows = thing.told_by(&asked.bytes);
                    let (what, label) = (method.name(), thing.label);
                    assert!(may || !shows, "{what} tells {} {label}", reader.label);
                }
            };
            let never = filling(NEVER, NUMBER);
            let of_none = say(&reader.client, method, &never).await;
            let sealed = filling(SEALED[0], NUMBER);
            let of_sealed = say(&reader.client, method, &sealed).await;
            let form = crate::visibility::holds(&of_none.bytes, b"InvalidRequest");
            assert!(
                !form || UNFILLED.contains(&method.name()),
                "{} is about its form only",
                method.name()
            );
            hold(&of_none);
            hold(&of_sealed);
            if open && story.stop.closed == 0 && !OF_BUURT.contains(&reader.label) {
                let (one, other) = (without(&of_sealed, &sealed), without(&of_none, &never));
                assert_eq!(one, other, "{} to {}", method.name(), reader.label);
                compared += 1;
            }
            let numbered = method.input().get_field_by_name("name").is_some();
            for number in acts.iter().filter(|_| numbered && open) {
                let hidden = filling(NEVER, *number);
                let of_hidden = say(&reader.client, method, &hidden).await;
                hold(&of_hidden);
                let own = |thing: &&super::things::Thing| sequence(&thing.mark) == Some(*number);
                if story.things.iter().filter(own).all(|t| !t.may(reader.label, &story.stop)) {
                    let (one, other) = (without(&of_hidden, &hidden), without(&of_none, &never));
                    assert_eq!(one, other, "{} to {}", method.name(), reader.label);
                }
            }
        }
    }
    compared
}

fn sequence(mark: &Mark) -> Option<u64> {
    match mark {
        Mark::Act(number) | Mark::Entry(number) => Some(*number),
        Mark::Bytes(_) | Mark::Step(_) | Mark::Sealed => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_refusal_tells_what_is_hidden() {
    let town = Town::in_memory().await;
    let mut story = Story::begin(&town, StanceVisibility::Pseudonymous).await;
    let mut compared = 0;
    while story.next().await {
        if !STOPS.contains(&story.stop.name) {
            continue;
        }
        let before = story.forum.get(&town.observer()).await.sequence;
        compared += call_all(&town, &story).await;
        let after = story.forum.get(&town.observer()).await.sequence;
        assert_eq!(before, after, "nothing was written at {}", story.stop.name);
    }
    assert!(compared >= 500, "{compared} comparisons");
    town.stop().await;
}
