//! The methods of the contract, as calls of the macros in `src/services.rs`.

use std::collections::BTreeMap;
use std::fmt::Write;

use prost_types::field_descriptor_proto::Label;
use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet};

/// Places in a file descriptor: field numbers of messages, services and methods in it.
const SERVICE: i32 = 6;
const METHOD: i32 = 2;

/// One `service!` per service, and the list of all calls for whoever calls them by name.
pub fn list(descriptors: &FileDescriptorSet) -> Result<String, String> {
    let ours = || descriptors.file.iter().filter(|file| file.package() == "beraad.v1");
    let messages: BTreeMap<&str, &DescriptorProto> =
        ours().flat_map(|file| &file.message_type).map(|one| (one.name(), one)).collect();
    let (mut services, mut calls, mut lists) = (String::new(), String::new(), String::new());
    for file in ours() {
        for (place, service) in file.service.iter().enumerate() {
            let name = service.name();
            let (group, accessor) = group(name)?;
            let module = format!("{}_client", snake(name));
            let place = [SERVICE, place as i32];
            writeln!(
                services,
                "service! {{\n{}    {group} {accessor}, {module}::{name}Client;",
                doc(file, &place)
            )
            .map_err(|error| error.to_string())?;
            for (number, method) in service.method.iter().enumerate() {
                if method.client_streaming() || method.server_streaming() {
                    continue;
                }
                let (request, answer) = (bare(method.input_type()), bare(method.output_type()));
                let called = snake(method.name());
                let has =
                    |field: &str| messages[request].field.iter().any(|one| one.name() == field);
                let kind = if has("request_id") { "write" } else { "read" };
                services += &doc(file, &[place[0], place[1], METHOD, number as i32]);
                services += &format!("    {kind} {called}({request}) -> {answer}");
                calls +=
                    &format!("    {accessor} {called} {request} \"{name}.{}\";\n", method.name());
                if method.name().starts_with("List") && has("page_token") {
                    let items = messages[answer].field.iter();
                    let mut items = items.filter(|one| one.label() == Label::Repeated);
                    let items = items.next().ok_or_else(|| format!("{answer} lists nothing"))?;
                    let all = called.replacen("list_", "all_", 1);
                    services +=
                        &format!(", {all} of {}: {}", items.name(), bare(items.type_name()));
                    lists +=
                        &format!("    {accessor} {all} {request} \"{name}.{}\";\n", method.name());
                }
                services += ";\n";
            }
            services += "}\n";
        }
    }
    let table = |name: &str, about: &str, rows: &str| {
        format!(
            "/// {about}\n#[doc(hidden)]\n#[macro_export]\nmacro_rules! {name} {{\n($do:ident) => \
             {{ $do! {{\n{rows}}} }};\n}}\n"
        )
    };
    Ok(services
        + &table("for_every_call", "Calls a macro with every unary method.", &calls)
        + &table("for_every_list", "Calls a macro with every list.", &lists))
}

/// The group of methods that a service is, and how the client calls it.
fn group(service: &str) -> Result<(&'static str, &'static str), String> {
    Ok(match service {
        "DeliberationService" => ("Deliberations", "deliberations"),
        "ParticipationService" => ("Participation", "participation"),
        "DecisionService" => ("Decisions", "decisions"),
        "ModerationService" => ("Moderations", "moderations"),
        "EntryService" => ("Entries", "entries"),
        "AnalysisService" => ("Analysis", "analysis"),
        "LogService" => ("Log", "log"),
        "AdminService" => ("Admin", "admin"),
        "ServerService" => ("Server", "server"),
        other => return Err(format!("{other} has no place in the client; give it one here")),
    })
}

/// The comment at a place, as documentation.
fn doc(file: &FileDescriptorProto, place: &[i32]) -> String {
    let found = file.source_code_info.iter().flat_map(|info| &info.location);
    let mut found = found.filter(|location| location.path == place);
    let comment = found.next().map(|location| location.leading_comments()).unwrap_or_default();
    comment.lines().map(|line| format!("    #[doc = {line:?}]\n")).collect()
}

/// The name of a type without its package.
fn bare(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
