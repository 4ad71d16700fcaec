//! What the names of a script stand for on the server.

use std::collections::{BTreeMap, BTreeSet};

use beraad_client::v1::{self, Role};
use beraad_client::{Caller, Client};

use crate::app::cli::script::Person;
use crate::app::cli::text::slug;

/// A name that no step has made, because the step that should have did not go as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing(pub String);

/// A party, as the script knows it.
#[derive(Debug, Clone)]
struct Seat {
    resource: String,
    spokesperson: bool,
}

/// A statement or proposal, as the script knows it.
#[derive(Debug, Clone)]
pub struct Item {
    /// Resource name.
    pub resource: String,
    /// Current version; 1 for a statement.
    pub version: u32,
    /// Whether it is a proposal.
    pub is_proposal: bool,
}

impl Item {
    /// How a figure names this item; `version` 0 is the current one.
    #[must_use]
    pub fn in_figures(&self, version: u32) -> String {
        match (self.is_proposal, version) {
            (false, _) => self.resource.clone(),
            (true, 0) => format!("{}/versions/{}", self.resource, self.version),
            (true, version) => format!("{}/versions/{version}", self.resource),
        }
    }
}

/// What the names of a script stand for, and how far the deliberation has come.
#[derive(Debug)]
pub struct World {
    client: Client,
    people: BTreeMap<String, Person>,
    seats: BTreeMap<String, Seat>,
    parties: BTreeMap<String, String>,
    items: BTreeMap<String, Item>,
    rounds: BTreeMap<String, u32>,
    ids: BTreeSet<String>,
    /// Resource name of the deliberation; empty before it is created.
    pub deliberation: String,
    /// Number of the last round that was opened.
    pub last_round: u32,
    /// Version of the charter.
    pub charter_version: u32,
    /// Version of the challenge.
    pub challenge_version: u32,
    /// Sequence of the last write.
    pub sequence: u64,
}

impl World {
    /// Nothing yet.
    #[must_use]
    pub fn new(client: Client, people: &[Person]) -> World {
        let named = people.iter().map(|person| (person.name.clone(), person.clone()));
        World {
            client,
            people: named.collect(),
            seats: BTreeMap::new(),
            parties: BTreeMap::new(),
            items: BTreeMap::new(),
            rounds: BTreeMap::new(),
            ids: BTreeSet::new(),
            deliberation: String::new(),
            last_round: 0,
            charter_version: 0,
            challenge_version: 0,
            sequence: 0,
        }
    }

    /// The client of an actor.
    ///
    /// # Errors
    /// [`Missing`] when the actor was to come from a step that failed.
    pub fn client_of(&self, actor: &str) -> Result<Client, Missing> {
        let credential = slug(actor);
        if let Some(person) = self.people.get(actor) {
            let credential = match person.credential.as_str() {
                "" => credential,
                given => given.to_owned(),
            };
            let caller = match person.role {
                Role::App => Caller::app(credential, person.issuer.clone()),
                role => Caller::new(role, credential),
            };
            return Ok(self.client.acting_as(caller));
        }
        if let Some(seat) = self.seats.get(actor) {
            let member = seat.resource.clone();
            let caller = match seat.spokesperson {
                true => Caller::spokesperson(credential, member),
                false => Caller::member(credential, member),
            };
            return Ok(self.client.acting_as(caller));
        }
        let role = match actor {
            "facilitator" => Role::Facilitator,
            "observer" => Role::Observer,
            "auditor" => Role::Auditor,
            "admin" => Role::Admin,
            _ => return Err(Missing(actor.to_owned())),
        };
        Ok(self.client.acting_as(Caller::new(role, credential)))
    }

    /// A reader of what is public.
    #[must_use]
    pub fn reader(&self) -> Client {
        self.client.acting_as(Caller::new(Role::Observer, "script"))
    }

    /// The resource name of a member, or of a party that lists none.
    ///
    /// # Errors
    /// [`Missing`] when it was to come from a step that failed.
    pub fn speaker(&self, name: &str) -> Result<String, Missing> {
        let seat = self.seats.get(name);
        seat.map(|seat| seat.resource.clone()).ok_or_else(|| Missing(name.to_owned()))
    }

    /// Whether this actor can speak for itself.
    #[must_use]
    pub fn is_speaker(&self, name: &str) -> bool {
        self.seats.contains_key(name)
    }

    /// The resource name of a party.
    ///
    /// # Errors
    /// [`Missing`] when it was to come from a step that failed.
    pub fn party(&self, name: &str) -> Result<String, Missing> {
        self.parties.get(name).cloned().ok_or_else(|| Missing(name.to_owned()))
    }

    /// A statement or proposal.
    ///
    /// # Errors
    /// [`Missing`] when it was to come from a step that failed.
    pub fn item(&self, name: &str) -> Result<&Item, Missing> {
        self.items.get(name).ok_or_else(|| Missing(name.to_owned()))
    }

    /// The number of a round; the last one when no name is given.
    ///
    /// # Errors
    /// [`Missing`] when it was to come from a step that failed.
    pub fn round(&self, name: Option<&str>) -> Result<u32, Missing> {
        let Some(name) = name else {
            return Ok(self.last_round);
        };
        let known = self.rounds.get(name).copied();
        known.or_else(|| name.parse().ok()).ok_or_else(|| Missing(name.to_owned()))
    }

    /// An id made from a name that no other thing of this script has.
    pub fn new_id(&mut self, name: &str) -> String {
        let base = slug(name);
        let mut id = base.clone();
        let mut number = 1;
        while !self.ids.insert(id.clone()) {
            number += 1;
            id = format!("{base}-{number}");
        }
        id
    }

    /// Keeps where something was written.
    pub fn wrote(&mut self, written: Option<&v1::Written>) {
        let sequence = written.map_or(0, |written| written.sequence);
        self.sequence = self.sequence.max(sequence);
    }

    /// Keeps a party, which speaks for itself as long as it lists no members.
    pub fn add_party(&mut self, name: &str, resource: String) {
        self.parties.insert(name.to_owned(), resource.clone());
        let seat = Seat { resource, spokesperson: false };
        self.seats.insert(name.to_owned(), seat);
    }

    /// Keeps a member.
    pub fn add_member(&mut self, name: &str, resource: String, spokesperson: bool) {
        self.seats.insert(name.to_owned(), Seat { resource, spokesperson });
    }

    /// Keeps a statement or a version of a proposal.
    pub fn add_item(&mut self, name: &str, resource: String, version: Option<u32>) {
        let item = Item { resource, version: version.unwrap_or(1), is_proposal: version.is_some() };
        self.items.insert(name.to_owned(), item);
    }

    /// Keeps a round that opened.
    pub fn add_round(&mut self, name: &str, number: u32) {
        self.last_round = number;
        if !name.is_empty() {
            self.rounds.insert(name.to_owned(), number);
        }
    }

    /// The script's name for a resource of the deliberation; its own last part when it has none.
    #[must_use]
    pub fn name_of(&self, resource: &str) -> String {
        let items = self.items.iter().map(|(name, item)| (name, &item.resource));
        let known = items.chain(self.parties.iter());
        let mut known = known.filter(|(_, known)| {
            let rest = resource.strip_prefix(known.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        match known.next() {
            Some((name, _)) => name.clone(),
            None => resource.rsplit('/').next().unwrap_or(resource).to_owned(),
        }
    }
}
