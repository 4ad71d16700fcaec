//! The JSON Schema of scripts, made from the table of actions.

use serde_json::{Map, Value, json};

use crate::app::cli::json::enum_values;
use crate::app::cli::script::actions::common::{ADVISED, FIGURE, PERSON, REASON};
use crate::app::cli::script::actions::{Action, actions};
use crate::app::cli::script::kind::{Choice, Field, Kind, Unit};
use crate::app::cli::script::limits::{ENDINGS_MAX, NAME_CHARS_MAX, STEPS_MAX};

/// The schema, as committed in `examples/beraad-script.schema.json`.
#[must_use]
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Beraad script",
        "description": "A deliberation as steps that somebody takes, with what is expected.",
        "type": "object",
        "additionalProperties": false,
        "required": ["beraad", "title", "steps"],
        "properties": {
            "beraad": {"const": 1, "description": "Version of the format."},
            "title": text(500),
            "start": {
                "description": "The moment the script begins; needed for `at`.",
                "$ref": "#/$defs/time"
            },
            "people": {
                "description": "Actors that are not members, by name.",
                "type": "object",
                "additionalProperties": object(PERSON.iter())
            },
            "steps": {
                "description": "What happens; with endings, what all of them share.",
                "$ref": "#/$defs/steps"
            },
            "endings": {
                "description": "The ways in which it may end, by name.",
                "type": "object", "minProperties": 1, "maxProperties": ENDINGS_MAX,
                "propertyNames": {"$ref": "#/$defs/name"},
                "additionalProperties": {"$ref": "#/$defs/steps"}
            }
        },
        "$defs": {
            "steps": {
                "type": "array", "minItems": 1, "maxItems": STEPS_MAX,
                "items": {"$ref": "#/$defs/step"}
            },
            "name": text(NAME_CHARS_MAX),
            "time": {
                "type": "string",
                "description": "RFC 3339 with an offset, or a time from now such as +14d or +36h."
            },
            "answer": {"anyOf": [{"type": "integer"}, {"const": "pass"}]},
            "step": step(),
            "expectation": expectation()
        }
    })
}

fn step() -> Value {
    let bare = actions().filter(|action| !action.fields.iter().any(|field| field.required));
    let bare: Vec<&str> = bare.map(|action| action.name).collect();
    let named: Map<String, Value> =
        actions().map(|action| (action.name.to_owned(), arguments(action))).collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["as", "do"],
        "properties": {
            "as": {"description": "Who does it.", "$ref": "#/$defs/name"},
            "at": {"description": "When it happens.", "$ref": "#/$defs/time"},
            "do": {
                "description": "What is done: one action.",
                "anyOf": [
                    {"enum": bare},
                    {
                        "type": "object", "additionalProperties": false,
                        "minProperties": 1, "maxProperties": 1,
                        "properties": named
                    }
                ]
            },
            "expect": {
                "description": "What should come of it; left out: ok.",
                "anyOf": [
                    {"$ref": "#/$defs/expectation"},
                    {"type": "array", "items": {"$ref": "#/$defs/expectation"}}
                ]
            }
        }
    })
}

fn expectation() -> Value {
    json!({
        "anyOf": [
            {"const": "ok"},
            {
                "type": "object", "additionalProperties": false,
                "minProperties": 1, "maxProperties": 1,
                "properties": {
                    "refused": chosen(REASON),
                    "state": {"type": "string", "pattern": "="},
                    "answer": {
                        "type": "object",
                        "additionalProperties": {"type": ["string", "number", "boolean", "null"]}
                    },
                    "figure": object(FIGURE.iter()),
                    "advice": object(ADVISED.iter())
                }
            }
        ]
    })
}

fn arguments(action: &'static Action) -> Value {
    let mut value = match action.whole {
        true => kind(action.fields[0].kind),
        false => object(action.all_fields()),
    };
    if !action.whole && !action.fields.iter().any(|field| field.required) {
        value["type"] = json!(["object", "null"]);
    }
    value["description"] = action.about.into();
    value
}

fn object(fields: impl Iterator<Item = &'static Field> + Clone) -> Value {
    let required = fields.clone().filter(|field| field.required);
    let required: Vec<&str> = required.map(|field| field.name).collect();
    let properties: Map<String, Value> = fields
        .map(|field| {
            let mut value = kind(field.kind);
            value["description"] = field.about.into();
            (field.name.to_owned(), value)
        })
        .collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties
    })
}

fn kind(kind_of: Kind) -> Value {
    match kind_of {
        Kind::Text(max) => text(max),
        Kind::Gives(_) => json!({"$ref": "#/$defs/name"}),
        Kind::Uses(space) if space.facts().is_numbered => {
            json!({"anyOf": [{"$ref": "#/$defs/name"}, {"type": "integer", "minimum": 1}]})
        }
        Kind::Uses(_) | Kind::Version(_) => json!({"$ref": "#/$defs/name"}),
        Kind::UsesMany(_) | Kind::Versions(_) => {
            json!({"type": "array", "items": {"$ref": "#/$defs/name"}})
        }
        Kind::Int(lo, hi) => json!({"type": "integer", "minimum": lo, "maximum": hi}),
        Kind::Ints(lo, hi) => {
            json!({"type": "array", "items": {"type": "integer", "minimum": lo, "maximum": hi}})
        }
        Kind::Number => json!({"anyOf": [{"type": "number"}, fraction()]}),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Ratio => fraction(),
        Kind::Choice(choice) => chosen(choice),
        Kind::Choices(choice) => json!({"type": "array", "minItems": 1, "items": chosen(choice)}),
        Kind::Object(fields) => object(fields.iter()),
        Kind::Objects(fields) => json!({"type": "array", "items": object(fields.iter())}),
        Kind::Time => json!({"$ref": "#/$defs/time"}),
        Kind::Duration(Unit::Days) => json!({"type": "string", "pattern": "^[0-9]+d$"}),
        Kind::Duration(Unit::Hours) => json!({"type": "string", "pattern": "^[0-9]+[dh]$"}),
        Kind::Labels => json!({
            "type": "object",
            "patternProperties": {"^-?[0-9]+$": text(200)},
            "additionalProperties": false
        }),
        Kind::Closing => json!({"anyOf": [
            {"const": "by_facilitator"},
            {
                "type": "object", "additionalProperties": false,
                "minProperties": 1, "maxProperties": 1,
                "properties": {
                    "at": {"$ref": "#/$defs/time"},
                    "every_party_answered": {"$ref": "#/$defs/time"}
                }
            }
        ]}),
        Kind::Answer => json!({"$ref": "#/$defs/answer"}),
        Kind::Stances => json!({
            "type": "object",
            "additionalProperties": {"anyOf": [
                {"$ref": "#/$defs/answer"},
                {"type": "object", "additionalProperties": {"$ref": "#/$defs/answer"}}
            ]}
        }),
        Kind::Ranking => json!({"type": "array", "items": {"anyOf": [
            {"$ref": "#/$defs/name"},
            {"type": "array", "items": {"$ref": "#/$defs/name"}}
        ]}}),
        Kind::Amounts(of) => json!({
            "type": "object",
            "additionalProperties": {"type": "integer", "minimum": of.lo, "maximum": of.hi}
        }),
        Kind::Texts(max) => json!({"type": "array", "items": text(max)}),
        Kind::Sha256 => json!({"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}),
    }
}

fn text(max: usize) -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": max})
}

fn fraction() -> Value {
    json!({"type": "string", "pattern": "^-?[0-9]+ */ *[0-9]+$"})
}

fn chosen(choice: Choice) -> Value {
    let values = enum_values(choice.name, choice.prefix, choice.lower);
    json!({"enum": values.into_iter().map(|(name, _)| name).collect::<Vec<_>>()})
}
