//! The parts that many requests are made of.

use std::collections::BTreeSet;
use std::fmt::Display;

use beraad_client::v1 as wire;

use crate::domain::act::{Attachment, Extras, NewParty};
use crate::domain::event::Answer;
use crate::domain::ids::{
    BodyId, ClauseId, ClauseRef, IdError, ItemId, ItemVersion, MemberRef, PartyId, TextRef,
    Timestamp,
};
use crate::domain::limits::{
    ADDRESS_CHARS_MAX, AFFILIATIONS_MAX, ATTACHMENTS_MAX, MEDIA_TYPE_CHARS_MAX, NAME_CHARS_MAX,
    PARTIES_MAX,
};
use crate::log::Subject;
use crate::log::codec::words;
use crate::service::form::Form;
use crate::service::place;
use crate::service::{names, names::Parsed};

const KIND_RULE: &str =
    "is missing or not a value of PartyKind; no kind has more weight than another";

impl Form<'_> {
    /// A member, or a party that lists none.
    pub(in crate::service) fn member(&mut self, field: &str, name: &str) -> Option<MemberRef> {
        self.name(field, names::member(name))
    }

    /// A thing that is named by the sequence of the event that made it.
    pub(in crate::service) fn numbered(
        &mut self,
        field: &str,
        name: &str,
        collection: &'static str,
    ) -> Option<u64> {
        self.name(field, names::numbered(name, collection))
    }

    /// A word of an enumeration.
    pub(in crate::service) fn word<T, E>(
        &mut self,
        field: &str,
        read: Result<T, E>,
        of: &str,
    ) -> Option<T> {
        self.fields.take(field, read.map_err(|_| format!("is missing or not a value of {of}")))
    }

    /// A deciding body.
    pub(in crate::service) fn body(&mut self, field: &str, id: &str) -> Option<BodyId> {
        self.given_id(field, BodyId::parse(id))
    }

    /// An id that the caller gives.
    pub(in crate::service) fn given_id<T>(
        &mut self,
        field: &str,
        parsed: Result<T, IdError>,
    ) -> Option<T> {
        self.fields.take(field, parsed.map_err(|error| format!("the id {error}")))
    }

    /// A moment.
    pub(in crate::service) fn moment(
        &mut self,
        field: &str,
        given: Option<&prost_types::Timestamp>,
    ) -> Option<Timestamp> {
        self.fields.take(field, moment(given))
    }

    /// A moment, or nothing when none is given.
    pub(in crate::service) fn moment_if_given(
        &mut self,
        field: &str,
        given: Option<&prost_types::Timestamp>,
    ) -> Option<Timestamp> {
        given.and_then(|_| self.moment(field, given))
    }

    /// Everything of a list of at most `most`; `None` when something is wrong with it.
    pub(in crate::service) fn list<Q, T>(
        &mut self,
        field: &str,
        (given, least, most): (&[Q], usize, usize),
        read: impl Fn(&mut Self, &str, &Q) -> Option<T>,
    ) -> Option<Vec<T>> {
        if !(least..=most).contains(&given.len()) {
            let rule = format!("has {} entries; give {least} to {most}", given.len());
            self.fields.violate(field, rule);
            return None;
        }
        let mut whole = Some(Vec::with_capacity(given.len()));
        for (place, one) in given.iter().enumerate() {
            match (read(self, &format!("{field}[{place}]"), one), &mut whole) {
                (Some(one), Some(all)) => all.push(one),
                _ => whole = None,
            }
        }
        whole
    }

    /// Refuses what occurs twice.
    pub(in crate::service) fn once<T: Ord + Display>(&mut self, field: &str, given: &[T]) {
        let mut seen = BTreeSet::new();
        for (place, one) in given.iter().enumerate().filter(|(_, one)| !seen.insert(*one)) {
            let rule = format!("names {one} again; name each once");
            self.fields.violate(format!("{field}[{place}]"), rule);
        }
    }

    /// Parties by resource name, each once.
    pub(in crate::service) fn parties(
        &mut self,
        field: &str,
        (given, least): (&[String], usize),
    ) -> Option<Vec<PartyId>> {
        let read =
            |form: &mut Self, field: &str, name: &String| form.name(field, names::party(name));
        let parties = self.list(field, (given, least, PARTIES_MAX), read)?;
        self.once(field, &parties);
        Some(parties)
    }

    /// The ties of a party, by id.
    pub(in crate::service) fn affiliations(
        &mut self,
        field: &str,
        given: &[String],
    ) -> Option<Vec<PartyId>> {
        self.list(field, (given, 0, AFFILIATIONS_MAX), |form, field, id| {
            form.given_id(field, PartyId::parse(id))
        })
    }

    /// A party that is to be added.
    pub(in crate::service) fn new_party(
        &mut self,
        prefix: &str,
        given: &wire::NewParty,
    ) -> Option<NewParty> {
        let within = |name: &str| format!("{prefix}{name}");
        let make = || self.desk.ordered_id('p');
        let party = self.fields.id(&within("party_id"), &given.party_id, PartyId::parse, make);
        let kind = words::kind_from(given.kind).map_err(|_| KIND_RULE);
        let kind = self.fields.take(&within("kind"), kind);
        let affiliations = self.affiliations(&within("affiliations"), &given.affiliations);
        let own = party.clone().map(|party| MemberRef { party, member: None });
        let subject = super::subject_of(own.as_ref());
        let name = (given.display_name.as_str(), NAME_CHARS_MAX);
        let display_name = self.text(&within("display_name"), name, subject);
        Some(NewParty {
            party: party?,
            kind: kind?,
            display_name: display_name?,
            affiliations: affiliations?,
        })
    }

    /// One version of an item.
    pub(in crate::service) fn version(
        &mut self,
        field: &str,
        given: Option<&wire::ItemVersionRef>,
    ) -> Option<ItemVersion> {
        let Some(given) = given else {
            self.fields.violate(field, "is missing; give item and version");
            return None;
        };
        let item = self.name(&format!("{field}.item"), names::item(&given.item))?;
        let version = match (&item, given.version) {
            (ItemId::Proposal(_), 0) => Err("is missing; give the version, from 1".to_owned()),
            (ItemId::Proposal(_), version) => Ok(version),
            (_, 0 | 1) => Ok(1),
            (_, version) => Err(format!("is {version}; what is no proposal has version 1 only")),
        };
        let version = self.fields.take(&format!("{field}.version"), version)?;
        Some(ItemVersion { item, version })
    }

    /// A clause of a proposal.
    pub(in crate::service) fn clause(
        &mut self,
        field: &str,
        given: Option<&wire::ClauseRef>,
    ) -> Option<ClauseRef> {
        let Some(given) = given else {
            self.fields.violate(field, "is missing; give proposal and clause");
            return None;
        };
        let proposal = self.name(&format!("{field}.proposal"), names::proposal(&given.proposal));
        let clause = self.given_id(&format!("{field}.clause"), ClauseId::parse(&given.clause));
        Some(ClauseRef { proposal: proposal?, clause: clause? })
    }

    /// Clauses of proposals, each once.
    pub(in crate::service) fn clauses(
        &mut self,
        field: &str,
        (given, most): (&[wire::ClauseRef], usize),
    ) -> Option<Vec<ClauseRef>> {
        let read =
            |form: &mut Self, field: &str, one: &wire::ClauseRef| form.clause(field, Some(one));
        let clauses = self.list(field, (given, 0, most), read)?;
        self.once(field, &clauses);
        Some(clauses)
    }

    /// A step of a scale or a pass.
    pub(in crate::service) fn answer(
        &mut self,
        field: &str,
        (value, pass): (Option<i32>, bool),
    ) -> Option<Answer> {
        match (value, pass) {
            (Some(value), _) => Some(Answer::Stance(value)),
            (None, true) => Some(Answer::Pass),
            (None, false) => {
                self.fields.violate(field, "is missing; give value or pass");
                None
            }
        }
    }

    /// What comes with a statement or a contribution.
    pub(in crate::service) fn extras(
        &mut self,
        given: Option<&wire::NewExtras>,
        subject: &Subject,
    ) -> Option<Extras> {
        let Some(given) = given else {
            return Some(Extras::default());
        };
        let listed = (given.attachments.as_slice(), 0, ATTACHMENTS_MAX);
        let attachments = self.list("extras.attachments", listed, |form, field, one| {
            form.attachment(field, one, subject)
        });
        let place = given.place.as_ref().map(|place| self.place("extras.place", place, subject));
        let place = match place {
            Some(place) => Some(place?),
            None => None,
        };
        Some(Extras { attachments: attachments?, place, public_before: given.public_before })
    }

    fn attachment(
        &mut self,
        field: &str,
        given: &wire::NewAttachment,
        subject: &Subject,
    ) -> Option<Attachment> {
        let address = (given.address.as_str(), ADDRESS_CHARS_MAX);
        let address = self.text(&format!("{field}.address"), address, subject.clone());
        let media_type = media_type(&given.media_type);
        let media_type = self.fields.take(&format!("{field}.media_type"), media_type);
        let sha256 = <[u8; 32]>::try_from(given.sha256.as_slice());
        let sha256 = sha256.map_err(|_| format!("has {} bytes; give 32", given.sha256.len()));
        let sha256 = self.fields.take(&format!("{field}.sha256"), sha256);
        Some(Attachment { address: address?, media_type: media_type?, sha256: sha256? })
    }

    fn place(&mut self, field: &str, given: &wire::Place, subject: &Subject) -> Option<TextRef> {
        let written = place::write(&mut self.fields, field, given)?;
        Some(self.drawer.put(subject.clone(), &written))
    }
}

/// A moment between the years 1 and 9999, rounded down to the millisecond.
pub(in crate::service) fn moment(
    given: Option<&prost_types::Timestamp>,
) -> Result<Timestamp, &'static str> {
    const FIRST: i64 = -62_135_596_800;
    const LAST: i64 = 253_402_300_799;
    match given {
        None => Err("is missing; give a moment"),
        Some(at)
            if !(FIRST..=LAST).contains(&at.seconds) || !(0..1_000_000_000).contains(&at.nanos) =>
        {
            Err("is not a moment between the years 1 and 9999")
        }
        Some(at) => Ok(Timestamp(at.seconds * 1000 + i64::from(at.nanos / 1_000_000))),
    }
}

/// `type/subtype` with optional parameters, in the characters of RFC 6838 and RFC 2045.
fn media_type(given: &str) -> Parsed<Box<str>> {
    let length = given.chars().count();
    let visible = given.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    let divided = given
        .split_once('/')
        .is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty() && !kind.contains(' '));
    if length > MEDIA_TYPE_CHARS_MAX || !visible || !divided {
        return Err(format!(
            "is no media type; give one such as application/pdf, of at most \
             {MEDIA_TYPE_CHARS_MAX} characters"
        ));
    }
    Ok(given.into())
}
