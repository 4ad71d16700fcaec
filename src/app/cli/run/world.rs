//! What the names of a script stand for on the server.

use std::collections::{BTreeMap, BTreeSet};

use beraad_client::v1::{Role, StanceVisibility};
use beraad_client::{Caller, Client};
use serde_json::Value;

use crate::app::cli::run::request::Own;
use crate::app::cli::script::kind::{Data, Kind, Space};
use crate::app::cli::script::moment::Time;
use crate::app::cli::script::{Person, Step};
use crate::app::cli::text::slug;
use crate::log::chain::SigningKey;
use crate::log::entropy::OsEntropy;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Resource name.
    pub resource: String,
    /// Current version; 0 for what has none.
    pub version: u32,
}

impl Thing {
    /// How a figure names this item; `version` 0 is the current one.
    #[must_use]
    pub fn in_figures(&self, version: u32) -> String {
        match (self.version, version) {
            (0, _) => self.resource.clone(),
            (current, 0) => format!("{}/versions/{current}", self.resource),
            (_, version) => format!("{}/versions/{version}", self.resource),
        }
    }
}

/// What the names of a script stand for, and how far the deliberation has come.
#[derive(Debug)]
pub struct World {
    client: Client,
    people: BTreeMap<String, Person>,
    things: BTreeMap<(Space, String), Thing>,
    /// The resources of the things, to find an id that is free.
    resources: BTreeSet<String>,
    spokespersons: BTreeSet<String>,
    kept: BTreeMap<&'static str, u64>,
    is_attributed: bool,
    /// The keys with which parties countersign, by resource name.
    party_keys: BTreeMap<String, SigningKey>,
    /// The clock of the script; `None` for that of the machine.
    pub clock: Option<Time>,
    /// Resource name of the deliberation; empty before it is created.
    pub deliberation: String,
    /// Number of the last round that was opened.
    pub last_round: u32,
    /// Sequence of the last write.
    pub sequence: u64,
}

impl World {
    /// Nothing yet.
    #[must_use]
    pub fn new(client: Client, people: &[Person], clock: Option<Time>) -> World {
        let named = people.iter().map(|person| (person.name.clone(), person.clone()));
        World {
            client,
            people: named.collect(),
            things: BTreeMap::new(),
            resources: BTreeSet::new(),
            spokespersons: BTreeSet::new(),
            kept: BTreeMap::new(),
            is_attributed: true,
            party_keys: BTreeMap::new(),
            clock,
            deliberation: String::new(),
            last_round: 0,
            sequence: 0,
        }
    }

    /// The client of an actor; `None` when the actor was to come from a step that failed.
    #[must_use]
    pub fn client_of(&self, actor: &str) -> Option<Client> {
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
            return Some(self.client.acting_as(caller));
        }
        if let Some(seat) = self.find(Space::Speaker, actor) {
            let caller = match self.spokespersons.contains(actor) {
                true => Caller::spokesperson(credential, seat.resource),
                false => Caller::member(credential, seat.resource),
            };
            return Some(self.client.acting_as(caller));
        }
        let role = match actor {
            "facilitator" => Role::Facilitator,
            "observer" => Role::Observer,
            "auditor" => Role::Auditor,
            "admin" => Role::Admin,
            _ => return None,
        };
        Some(self.client.acting_as(Caller::new(role, credential)))
    }

    /// The client of a party that starts the deliberation, which `id` then has to name.
    #[must_use]
    pub fn client_of_initiator(&self, step: &Step) -> Option<Client> {
        let (actor, id) = (&step.actor.1, step.args.text("id"));
        let creates = step.action.name == "create_deliberation" && !id.is_empty();
        let seat = format!("deliberations/{id}/parties/{}", slug(actor));
        creates.then(|| self.client.acting_as(Caller::member(slug(actor), seat)))
    }

    /// A reader of what is public.
    #[must_use]
    pub fn reader(&self) -> Client {
        self.client.acting_as(Caller::new(Role::Observer, "script"))
    }

    /// What a name stands for; `None` when it was to come from a step that failed.
    #[must_use]
    pub fn find(&self, space: Space, name: &str) -> Option<Thing> {
        let key = |space| (space, name.to_owned());
        let known = space.and_held().find_map(|space| self.things.get(&key(space)));
        let number = || name.parse().ok().filter(|_| space.facts().is_numbered);
        known.cloned().or_else(|| number().map(|number| self.round(number)))
    }

    /// A round by its number.
    #[must_use]
    pub fn round(&self, number: u32) -> Thing {
        Thing { resource: format!("{}/rounds/{number}", self.deliberation), version: 0 }
    }

    /// What an answer gave for later steps; 0 before there was any.
    #[must_use]
    pub fn kept(&self, name: &str) -> u64 {
        self.kept.get(name).copied().unwrap_or_default()
    }

    /// The public key of a party and its signature over a link. The key is made when it is first
    /// used, and is gone with the script.
    pub fn sign_for(&mut self, party: &str, link: &[u8; 32]) -> ([u8; 32], [u8; 64]) {
        let made = || SigningKey::ephemeral(&OsEntropy);
        let key = self.party_keys.entry(party.to_owned()).or_insert_with(made);
        (key.public(), key.sign(link))
    }

    /// The moment on the clock of the script.
    #[must_use]
    pub fn now(&self) -> Time {
        self.clock.unwrap_or_else(Time::of_the_machine)
    }

    /// A resource name with an id made from a name, which no other thing of this script has.
    #[must_use]
    pub fn new_resource(
        &self,
        collection: &str,
        name: &str,
        is_taken: impl Fn(&str) -> bool,
    ) -> String {
        let base = format!("{collection}/{}", slug(name));
        let mut resource = base.clone();
        let mut number = 1;
        while self.resources.contains(&resource) || is_taken(&resource) {
            number += 1;
            resource = format!("{base}-{number}");
        }
        resource
    }

    /// Keeps where something was written.
    pub fn wrote(&mut self, answer: &Value) {
        let sequence = answer["written"]["sequence"].as_u64().unwrap_or_default();
        self.sequence = self.sequence.max(sequence);
    }

    /// Keeps what later steps need of a write that was accepted.
    pub fn accept(&mut self, step: &Step, own: Vec<Own>, answer: &Value) {
        let (args, action) = (&step.args, step.action);
        let text = |path: &str| answer[path].as_str().unwrap_or_default().to_owned();
        let number = |path: &str| answer[path].as_u64().unwrap_or_default();
        let version = u32::try_from(number("version")).unwrap_or_default();
        if action.name == "create_deliberation" {
            self.deliberation = text("name");
            for given in ["challenge", "charter"] {
                self.kept.insert(given, u64::from(args.get(given).is_some()));
            }
        }
        let visibility = ["charter.stance_visibility", "stance_visibility"];
        if let Some((_, Data::Choice(given))) = visibility.iter().find_map(|path| args.at(path)) {
            self.is_attributed = *given == StanceVisibility::Attributed as i32;
        }
        for (name, path) in action.keeps {
            self.kept.insert(name, number(path));
        }
        for Own { space, name, mut thing } in own {
            // What comes with the deliberation was named before it was there.
            if thing.resource.starts_with('/') {
                thing.resource.insert_str(0, &self.deliberation);
            }
            self.keep(space, &name, thing);
        }
        for (field, value) in &args.0 {
            let (Kind::Gives(space), Data::Name(name)) = (field.kind, &value.data) else {
                continue;
            };
            let resource = match text("name") {
                resource if space != Space::Entry && !resource.is_empty() => resource,
                _ => self.by_number(space, answer),
            };
            self.keep(space, name, Thing { resource, version });
            if args.flag("spokesperson") {
                self.spokespersons.insert(name.clone());
            }
        }
        if action.gives(Space::Round) {
            let number = answer["name"].as_str().and_then(|name| name.rsplit('/').next());
            let number = number.and_then(|number| number.parse().ok());
            self.last_round = number.unwrap_or(self.last_round + 1);
        }
        if let Some((field, Data::Name(name))) = args.at(action.revises)
            && let Kind::Uses(space) = field.kind
        {
            self.keep(space, name, Thing { resource: text("name"), version });
        }
    }

    /// What has the number of its event. A ballot or a stance may close the round after it, and
    /// where it is not attributed a pseudonym may be given before it: the first event of the
    /// write is the act itself in the one case, and the last one in the other.
    fn by_number(&self, space: Space, answer: &Value) -> String {
        let written = &answer["written"];
        let sequence = match self.is_attributed {
            true => &written["receipt"]["sequence"],
            false => &written["sequence"],
        };
        format!("{}/{}/{sequence}", self.deliberation, space.facts().collection)
    }

    fn keep(&mut self, space: Space, name: &str, thing: Thing) {
        self.resources.insert(thing.resource.clone());
        self.things.insert((space, name.to_owned()), thing);
    }

    /// The script's name for a resource of the deliberation; its own last part when it has none.
    #[must_use]
    pub fn name_of(&self, resource: &str) -> String {
        let holds = |known: &str| {
            let rest = resource.strip_prefix(known);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let known = self.things.iter().filter(|(_, thing)| holds(&thing.resource));
        match known.max_by_key(|(_, thing)| thing.resource.len()) {
            Some(((_, name), _)) => name.clone(),
            None => resource.rsplit('/').next().unwrap_or(resource).to_owned(),
        }
    }
}
