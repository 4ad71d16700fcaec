//! The contract as its descriptors tell it, with its comments.

use std::collections::{BTreeMap, BTreeSet};

use prost::Message;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    FileDescriptorSet, MethodDescriptorProto, ServiceDescriptorProto,
};

/// The contract, and every comment in it by the name that it stands with: `Message`,
/// `Message.field`, `ENUM_VALUE`, `Service` or `Method`; that of the package under its own name.
pub struct Contract {
    files: Vec<FileDescriptorProto>,
    comments: BTreeMap<String, String>,
}

/// How a call moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Once,
    Answers,
    BothWays,
}

impl Contract {
    pub fn read() -> Contract {
        let set = FileDescriptorSet::decode(beraad_client::FILE_DESCRIPTOR_SET);
        let mut files = set.expect("descriptors").file;
        files.retain(|file| file.package() == "beraad.v1");
        let comments = files.iter().flat_map(comments_of).collect();
        Contract { files, comments }
    }

    /// A comment, its paragraphs on one line each; empty without one.
    pub fn comment(&self, of: &str) -> &str {
        self.comments.get(of).map_or("", String::as_str)
    }

    /// The services, in the order in which somebody comes to need them.
    pub fn services(&self) -> Vec<&ServiceDescriptorProto> {
        let mut all: Vec<_> = self.files.iter().flat_map(|file| &file.service).collect();
        let place = |name: &str| ORDER.iter().position(|known| *known == name);
        all.sort_by_key(|service| place(service.name()).unwrap_or(ORDER.len()));
        all
    }

    pub fn calls(&self) -> impl Iterator<Item = (&ServiceDescriptorProto, &MethodDescriptorProto)> {
        let services = self.files.iter().flat_map(|file| &file.service);
        services.flat_map(|service| service.method.iter().map(move |method| (service, method)))
    }

    /// The messages of events, in the order of the contract.
    pub fn events(&self) -> Vec<&DescriptorProto> {
        let mut of_events: Vec<_> = self.files.iter().filter(|file| is_of_events(file)).collect();
        of_events.sort_by_key(|file| file.name());
        of_events.into_iter().flat_map(|file| &file.message_type).collect()
    }

    /// The messages that are neither an event nor what a call is asked with or answers, by name.
    pub fn shared(&self) -> Vec<&DescriptorProto> {
        let ends: BTreeSet<&str> =
            self.calls().flat_map(|(_, call)| [bare(call.input_type()), answer(call)]).collect();
        let others = self.files.iter().filter(|file| !is_of_events(file));
        let mut found: Vec<_> = others
            .flat_map(|file| &file.message_type)
            .filter(|message| !ends.contains(message.name()))
            .collect();
        found.sort_by_key(|message| message.name());
        found
    }

    /// The enumerations by name.
    pub fn enums(&self) -> Vec<&EnumDescriptorProto> {
        let mut found: Vec<_> = self.files.iter().flat_map(|file| &file.enum_type).collect();
        found.sort_by_key(|one| one.name());
        found
    }

    pub fn messages(&self) -> impl Iterator<Item = &DescriptorProto> {
        self.files.iter().flat_map(|file| &file.message_type)
    }

    pub fn message(&self, name: &str) -> &DescriptorProto {
        let found = self.messages().find(|message| message.name() == name);
        found.unwrap_or_else(|| panic!("no message {name}"))
    }
}

/// The order of the services; one that is missing here comes last.
const ORDER: [&str; 9] = [
    "DeliberationService",
    "ParticipationService",
    "DecisionService",
    "ModerationService",
    "EntryService",
    "AnalysisService",
    "LogService",
    "AdminService",
    "ServerService",
];

fn is_of_events(file: &FileDescriptorProto) -> bool {
    file.name().starts_with("beraad/v1/event")
}

/// A path is made of field numbers of descriptors and of places in their lists.
fn comments_of(file: &FileDescriptorProto) -> Vec<(String, String)> {
    let locations = file.source_code_info.iter().flat_map(|info| &info.location);
    let told = locations.filter_map(|location| {
        let name = match location.path.iter().map(|part| *part as usize).collect::<Vec<_>>()[..] {
            [2] => file.package().to_owned(),
            [4, message] => file.message_type[message].name().to_owned(),
            [4, message, 2, field] => {
                let message = &file.message_type[message];
                format!("{}.{}", message.name(), message.field[field].name())
            }
            [4, message, 8, group] => {
                let message = &file.message_type[message];
                format!("{}.{}", message.name(), message.oneof_decl[group].name())
            }
            [5, list] => file.enum_type[list].name().to_owned(),
            [5, list, 2, value] => file.enum_type[list].value[value].name().to_owned(),
            [6, service] => file.service[service].name().to_owned(),
            [6, service, 2, call] => file.service[service].method[call].name().to_owned(),
            _ => return None,
        };
        let lines = location.leading_comments().lines().map(str::trim);
        let joined = lines.map(|line| if line.is_empty() { "\n\n" } else { line });
        let text = joined.collect::<Vec<_>>().join(" ").replace(" \n\n ", "\n\n");
        (!text.is_empty()).then(|| (name, text.trim().to_owned()))
    });
    told.collect()
}

/// The last part of a full name.
pub fn bare(full: &str) -> &str {
    full.rsplit('.').next().unwrap_or(full)
}

/// The message that answers a call.
pub fn answer(call: &MethodDescriptorProto) -> &str {
    bare(call.output_type())
}

pub fn flow(call: &MethodDescriptorProto) -> Flow {
    match (call.client_streaming(), call.server_streaming()) {
        (false, false) => Flow::Once,
        (false, true) => Flow::Answers,
        (true, _) => Flow::BothWays,
    }
}

pub fn is_list(field: &FieldDescriptorProto) -> bool {
    field.label() == Label::Repeated
}

/// The name of the message or enumeration that a field holds.
pub fn held(field: &FieldDescriptorProto) -> Option<&str> {
    let full = field.type_name.as_deref()?;
    full.starts_with(".beraad.v1.").then(|| bare(full))
}

/// What a field holds, in the words of the contract.
pub fn type_of(field: &FieldDescriptorProto) -> String {
    let word = match field.r#type() {
        Type::Message | Type::Enum => bare(field.type_name()),
        Type::String => "string",
        Type::Bytes => "bytes",
        Type::Bool => "bool",
        Type::Double => "double",
        Type::Int32 => "int32",
        Type::Uint32 => "uint32",
        Type::Uint64 => "uint64",
        other => panic!("name the type {other:?} here"),
    };
    word.to_owned()
}

/// The group of fields, of which one is given, that a field is of; `optional` makes none.
pub fn group_of<'a>(message: &'a DescriptorProto, field: &FieldDescriptorProto) -> Option<&'a str> {
    let place = field.oneof_index.filter(|_| !field.proto3_optional())?;
    message.oneof_decl.get(place as usize).map(|group| group.name())
}
