//! The actions of a script: one for every RPC of the contract, and what each may say.
//!
//! This table is the only place where the format is written down: reading a script, checking its
//! names, calling the server, telling the story and the published JSON Schema all follow it. An
//! RPC costs one entry in it.

mod care;
mod charter;
pub mod common;
#[cfg(test)]
mod contract;
mod dialogue;
mod framing;
mod mandate;
mod motions;
mod participation;
mod reading;
mod rounds;
mod verdict;
mod voices;
mod words;

use crate::app::cli::page::Lang;
use crate::app::cli::script::actions::common::WRITING;
use crate::app::cli::script::kind::{Field, Fill, Form, Kind, NOWHERE, Space};

/// Something an actor does.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// Its name.
    pub name: &'static str,
    /// The method it calls, such as `ParticipationService/AddStatement`.
    pub method: &'static str,
    /// One sentence on it.
    pub about: &'static str,
    /// What it may say.
    pub fields: &'static [Field],
    /// Path of the message that its fields fill; empty for the request itself. What every
    /// writing action may say stays with the request.
    pub into: &'static str,
    /// Path of the request's field for the deliberation, where it has one.
    pub deliberation_to: &'static str,
    /// What later steps need of the answer: a name for it, and its path.
    pub keeps: &'static [(&'static str, &'static str)],
    /// The field that names what gets the version in the answer; empty for what it gives.
    pub revises: &'static str,
    /// Whether its only field is the action's value itself.
    pub whole: bool,
    /// Whether it writes, and so takes [`WRITING`] as well.
    pub writes: bool,
    /// Whether it asks nothing of a deliberation.
    pub apart: bool,
    /// How it is told in Dutch: `{field}` is the value of a field, `{actor}` who does it, and
    /// `[…]` vanishes when a field in it is left out. A flag that is set is told as nothing, and
    /// so is `{!field}` when the field is left out or false.
    pub nl: &'static str,
    /// The same in English.
    pub en: &'static str,
}

impl Action {
    const fn reads(name: &'static str, method: &'static str, about: &'static str) -> Action {
        Action {
            name,
            method,
            about,
            fields: &[],
            into: "",
            deliberation_to: "deliberation",
            keeps: &[],
            revises: "",
            whole: false,
            writes: false,
            apart: false,
            nl: "",
            en: "",
        }
    }

    const fn writes(name: &'static str, method: &'static str, about: &'static str) -> Action {
        Action { writes: true, ..Action::reads(name, method, about) }
    }

    const fn takes(self, fields: &'static [Field]) -> Action {
        Action { fields, ..self }
    }

    const fn into(self, into: &'static str) -> Action {
        Action { into, ..self }
    }

    const fn keeps(self, keeps: &'static [(&'static str, &'static str)]) -> Action {
        Action { keeps, ..self }
    }

    const fn told(self, nl: &'static str, en: &'static str) -> Action {
        Action { nl, en, ..self }
    }

    /// How it is told.
    #[must_use]
    pub fn told_in(&self, lang: Lang) -> &'static str {
        lang.pick(self.nl, self.en)
    }

    /// Its fields, those of every writing action included.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static Field> + Clone + use<> {
        let common: &[Field] = if self.writes { WRITING } else { &[] };
        self.fields.iter().chain(common)
    }

    /// Whether it gives a name of this kind.
    #[must_use]
    pub fn gives(&self, space: Space) -> bool {
        let gives = |field: &Field| matches!(field.kind, Kind::Gives(given) if given == space);
        self.fields.iter().any(gives)
    }

    /// Whether somebody speaks for itself in it.
    #[must_use]
    pub fn is_spoken(&self) -> bool {
        self.fields.iter().any(|field| field.fill == Fill::Actor)
    }
}

/// Every action.
pub fn actions() -> impl Iterator<Item = &'static Action> + Clone {
    GROUPS.iter().copied().flatten()
}

const GROUPS: &[&[Action]] = &[
    framing::ACTIONS,
    motions::ACTIONS,
    rounds::ACTIONS,
    participation::ACTIONS,
    dialogue::ACTIONS,
    voices::ACTIONS,
    mandate::ACTIONS,
    verdict::ACTIONS,
    care::ACTIONS,
    reading::ACTIONS,
];

const fn field(name: &'static str, kind: Kind, about: &'static str) -> Field {
    let (form, fill) = (Form::Resource, Fill::Nothing);
    Field { name, kind, required: false, about, to: "", id_to: "", form, fill }
}

const fn may(name: &'static str, kind: Kind, about: &'static str) -> Field {
    field(name, kind, about)
}

const fn must(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { required: true, ..field(name, kind, about) }
}

/// A name for later steps; it is sent only where `to` or `id_to` says so.
const fn name(space: Space, about: &'static str) -> Field {
    Field { to: NOWHERE, ..must("name", Kind::Gives(space), about) }
}

/// The same, when the step may leave it out.
const fn may_name(space: Space, about: &'static str) -> Field {
    Field { required: false, ..name(space, about) }
}
