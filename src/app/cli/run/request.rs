//! What a step says, as the request of its method.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::app::cli::run::act::Halt;
use crate::app::cli::run::world::{Thing, World};
use crate::app::cli::script::Step;
use crate::app::cli::script::kind::{
    Amount, Args, Closing, Data, Field, Fill, Form, HERE, Kind, Space, Versioned,
};
use crate::app::cli::script::names::full_name;
use crate::app::cli::text::slug;

/// Results on a page: as many as one answer may hold.
const PAGE_SIZE: i32 = 1000;

/// A name that the step gives to something of which the id is known before it is sent.
#[derive(Debug, Clone)]
pub struct Own {
    /// Its kind.
    pub space: Space,
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub thing: Thing,
}

/// A request in the making.
#[derive(Debug)]
pub struct Request<'a> {
    world: &'a World,
    step: &'a Step,
    /// What the step itself gives, for use within it and for later steps.
    pub own: Vec<Own>,
}

impl<'a> Request<'a> {
    /// The request of a step, with the names it gives.
    #[must_use]
    pub fn of(world: &'a World, step: &'a Step) -> Request<'a> {
        let mut request = Request { world, step, own: Vec::new() };
        step.args.visit(&mut |field, value, is_top| {
            let (Kind::Gives(space), Data::Name(name)) = (field.kind, &value.data) else {
                return;
            };
            // At the top a name without an id waits for the answer.
            if is_top && field.id_to.is_empty() {
                return;
            }
            let thing = request.expected(field, space, name);
            let name = full_name(space, name, &step.args);
            request.own.push(Own { space, name, thing });
        });
        request
    }

    /// Its body as protobuf JSON; `takes` says which fields the request has.
    ///
    /// # Errors
    /// [`Halt::LeftOut`] when it needs what no step made.
    pub fn body(&self, takes: impl Fn(&str) -> bool) -> Result<Value, Halt> {
        let mut body = json!({});
        let action = self.step.action;
        let into = action.into;
        for field in action.fields {
            self.fill(&mut body, into, field, &self.step.args)?;
        }
        for field in action.all_fields().skip(action.fields.len()) {
            self.fill(&mut body, "", field, &self.step.args)?;
        }
        let common = [
            (action.deliberation_to, json!(self.world.deliberation)),
            ("at_least_sequence", json!(self.world.sequence)),
            ("page_size", json!(PAGE_SIZE)),
            ("request_id", json!(beraad_client::new_request_id())),
        ];
        for (name, value) in common {
            if takes(name) && body.get(name).is_none() {
                body[name] = value;
            }
        }
        Ok(body)
    }

    /// What something will be called by the server, which follows ids that it is given.
    fn expected(&self, field: &Field, space: Space, name: &str) -> Thing {
        let facts = space.facts();
        let outer = facts.within.and_then(|outer| {
            let name = self.step.args.name_in(outer)?;
            self.find(outer, name).ok()
        });
        let above = outer.map_or(self.world.deliberation.clone(), |outer| outer.resource);
        if let Some(known) = self.world.find(space, name).filter(|_| facts.is_reusable) {
            return known;
        }
        let collection = format!("{above}/{}", facts.collection);
        let resource = match field.id_to {
            "" => format!("{collection}/{name}"),
            _ => self.world.new_resource(&collection, name, |resource| {
                self.own.iter().any(|own| own.thing.resource == resource)
            }),
        };
        Thing { resource, version: 0 }
    }

    fn find(&self, space: Space, name: &str) -> Result<Thing, Halt> {
        let own = self
            .own
            .iter()
            .find(|own| own.name == name && space.and_held().any(|held| held == own.space));
        let own = own.map(|own| own.thing.clone());
        let found = own.or_else(|| self.world.find(space, name));
        found.ok_or_else(|| Halt::missing(name))
    }

    /// What is used here, in the form in which a field takes it. A clause of the proposal that
    /// the step is about may go without the proposal.
    fn used(&self, space: Space, name: &str, as_form: Form) -> Result<Value, Halt> {
        let full = full_name(space, name, &self.step.args);
        let found = self.find(space, name).or_else(|_| self.find(space, &full));
        match (found, as_form) {
            (Err(_), Form::LaterId) => Ok(json!(slug(name))),
            (found, _) => Ok(form(&found?, as_form)),
        }
    }

    /// A version of an item, or a clause in a version of its proposal.
    fn version(&self, space: Space, used: &Versioned) -> Result<Value, Halt> {
        let Thing { resource, version } = self.find(space, &used.name)?;
        if space != Space::Clause {
            return Ok(json!({"item": resource, "version": used.version.unwrap_or(version)}));
        }
        let (proposal, _) = used.name.rsplit_once('/').unwrap_or_default();
        let current = self.find(Space::Proposal, proposal)?.version;
        let mut clause = form(&Thing { resource, version }, Form::Clause);
        clause["version"] = json!(used.version.unwrap_or(current));
        Ok(clause)
    }

    fn versions(&self, space: Space, used: &[Versioned]) -> Result<Value, Halt> {
        let each = used.iter().map(|one| self.version(space, one));
        each.collect::<Result<_, _>>().map(Value::Array)
    }

    fn places(&self, places: &[Vec<Versioned>]) -> Result<Value, Halt> {
        let options = |place: &Vec<Versioned>| self.versions(Space::Proposal, place);
        let each = places.iter().map(|place| Ok(json!({"options": options(place)?})));
        each.collect::<Result<_, _>>().map(Value::Array)
    }

    fn amounts(&self, of: Amount, amounts: &[(Versioned, i64)]) -> Result<Value, Halt> {
        let each = amounts.iter().map(|(option, amount)| {
            Ok(json!({"option": self.version(Space::Proposal, option)?, of.field: amount}))
        });
        each.collect::<Result<_, _>>().map(Value::Array)
    }

    fn fill(&self, body: &mut Value, into: &str, field: &Field, args: &Args) -> Result<(), Halt> {
        let under = |path: &str| match into {
            "" => path.to_owned(),
            into => format!("{into}.{path}"),
        };
        let Some(data) = args.get(field.name) else {
            let filled = self.filled(field, args)?;
            if let (Some(path), Some(value)) = (field.path(), filled) {
                put(body, &under(path), value);
            }
            return Ok(());
        };
        if let (Kind::Gives(space), Data::Name(name), false) =
            (field.kind, data, field.id_to.is_empty())
        {
            let name = full_name(space, name, &self.step.args);
            let thing = self.find(space, &name)?;
            put(body, &under(field.id_to), form(&thing, Form::Id));
        }
        let Some(path) = field.path() else {
            return Ok(());
        };
        if let (HERE, Kind::Object(fields), Data::Object(inner)) = (path, field.kind, data) {
            return fields.iter().try_for_each(|field| self.fill(body, into, field, inner));
        }
        if let Data::Answer(None) = data {
            let pass = path.rsplit_once('.').map_or("pass".into(), |(of, _)| format!("{of}.pass"));
            put(body, &under(&pass), json!({}));
            return Ok(());
        }
        put(body, &under(path), self.value(field, data)?);
        Ok(())
    }

    fn filled(&self, field: &Field, args: &Args) -> Result<Option<Value>, Halt> {
        let world = self.world;
        Ok(match field.fill {
            Fill::Nothing => None,
            Fill::Actor | Fill::ActorIfMember => {
                let actor = world.find(Space::Speaker, &self.step.actor.1);
                actor.map(|actor| form(&actor, field.form))
            }
            Fill::LastRound => Some(form(&world.round(world.last_round), field.form)),
            Fill::Kept(name) => Some(json!(world.kept(name))),
            Fill::VersionOf(other) => match args.at(other) {
                Some((Field { kind: Kind::Uses(space), .. }, Data::Name(name))) => {
                    Some(json!(self.find(*space, name)?.version))
                }
                _ => None,
            },
        })
    }

    fn value(&self, field: &Field, data: &Data) -> Result<Value, Halt> {
        Ok(match (field.kind, data) {
            (Kind::Uses(space), Data::Name(name)) => self.used(space, name, field.form)?,
            (Kind::UsesMany(space), Data::Names(names)) => {
                let each = names.iter().map(|(_, name)| self.used(space, name, field.form));
                Value::Array(each.collect::<Result<_, _>>()?)
            }
            (Kind::Version(space), Data::Version(one)) => self.version(space, one)?,
            (Kind::Versions(space), Data::Versions(many)) => self.versions(space, many)?,
            (Kind::Ranking, Data::Ranking(places)) => self.places(places)?,
            (Kind::Amounts(of), Data::Amounts(amounts)) => self.amounts(of, amounts)?,
            (Kind::Object(fields), Data::Object(args)) => self.object(fields, args)?,
            (Kind::Objects(fields), Data::Objects(many)) => {
                let each = many.iter().map(|args| self.object(fields, args));
                Value::Array(each.collect::<Result<_, _>>()?)
            }
            (_, data) => self.plain(data),
        })
    }

    fn object(&self, fields: &'static [Field], args: &Args) -> Result<Value, Halt> {
        let mut body = json!({});
        for field in fields {
            self.fill(&mut body, "", field, args)?;
        }
        Ok(body)
    }

    fn plain(&self, data: &Data) -> Value {
        let moment = |moment| world_time(self.world, moment);
        match data {
            Data::Text(text) | Data::Name(text) => json!(text),
            Data::Int(number) => json!(number),
            Data::Ints(numbers) => json!(numbers),
            Data::Texts(texts) => json!(texts),
            Data::Number(number) => json!(number),
            Data::Flag(flag) => json!(flag),
            Data::Ratio(ratio) => {
                json!({"numerator": ratio.numerator, "denominator": ratio.denominator})
            }
            Data::Choice(number) => json!(number),
            Data::Choices(numbers) => json!(numbers),
            Data::Time(at) => moment(*at),
            Data::Labels(labels) => {
                let label =
                    |(value, label): &(i32, String)| json!({"value": value, "label": label});
                Value::Array(labels.iter().map(label).collect())
            }
            Data::Closing(Closing::ByFacilitator) => json!({"by_facilitator": {}}),
            Data::Closing(Closing::At(at)) => json!({"at": moment(*at)}),
            Data::Closing(Closing::EveryPartyAnswered(latest)) => {
                json!({"every_party_answered": {"latest": moment(*latest)}})
            }
            Data::Answer(value) => json!(value),
            // Bytes are base64 in protobuf JSON.
            Data::Bytes(bytes) => json!(STANDARD.encode(bytes)),
            Data::Names(_)
            | Data::Object(_)
            | Data::Objects(_)
            | Data::Stances(_)
            | Data::Version(_)
            | Data::Versions(_)
            | Data::Ranking(_)
            | Data::Amounts(_) => Value::Null,
        }
    }
}

fn world_time(world: &World, moment: crate::app::cli::script::moment::Moment) -> Value {
    json!(moment.counted_from(world.now()).on_the_wire())
}

/// A thing in the form in which a field takes it.
#[must_use]
pub fn form(thing: &Thing, form: Form) -> Value {
    let resource = &thing.resource;
    let last = resource.rsplit('/').next().unwrap_or(resource);
    match form {
        Form::Resource => json!(resource),
        Form::Ids => {
            let ids: Vec<&str> = resource.split('/').skip(3).step_by(2).collect();
            json!(ids.join("/"))
        }
        Form::Id | Form::LaterId => json!(last),
        Form::Clause => {
            let proposal = resource.rsplitn(3, '/').nth(2).unwrap_or_default();
            json!({"proposal": proposal, "clause": last})
        }
        Form::Among(collection) => {
            let above = resource.rsplitn(3, '/').nth(2).unwrap_or_default();
            json!(format!("{above}/{collection}/{last}"))
        }
        Form::Number => json!(last.parse::<u64>().unwrap_or_default()),
    }
}

/// Puts a value at a path, with the messages on the way to it.
fn put(body: &mut Value, path: &str, value: Value) {
    let mut at = body;
    for part in path.split('.') {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[part];
    }
    *at = value;
}
