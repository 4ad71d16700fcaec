//! The player in Rust: the typed methods of the client, called by name.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use beraad_client::v1::Role;
use beraad_client::{
    Caller, Cause, Client, Error, Event, FILE_DESCRIPTOR_SET, StreamExt, TryStreamExt, Update,
    Violation, v1,
};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage};
use serde_json::{Value, json};

static CONTRACT: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the build compiled the contract")
});

/// Plays steps on a server, each as its own caller, and gives an outcome for each.
pub async fn play(server: &str, steps: &[Value]) -> Vec<Value> {
    let client = Client::connect(server).await.expect("the server answers");
    let mut outcomes = Vec::new();
    for step in steps {
        outcomes.push(match act(&calling(&client, step), step).await {
            Ok(outcome) => outcome,
            Err(error) => failure(&error),
        });
    }
    outcomes
}

/// The client as the step wants it.
fn calling(client: &Client, step: &Value) -> Client {
    let mut client = client.clone();
    if let Some(who) = step.get("as") {
        let text = |key: &str| who[key].as_str().unwrap_or_default();
        let role = format!("ROLE_{}", text("role").to_uppercase());
        let role = Role::from_str_name(&role).unwrap_or_else(|| panic!("no role {role}"));
        let mut caller = Caller::new(role, text("credential"));
        if who.get("member").is_some() {
            caller = caller.for_member(text("member"));
        }
        if who.get("issuer").is_some() {
            caller = caller.of_issuer(text("issuer"));
        }
        client = client.acting_as(caller);
    }
    if let Some(language) = step["language"].as_str() {
        client = client.in_language(language);
    }
    for (key, value) in step["headers"].as_object().into_iter().flatten() {
        client = client.with_header(key, value.as_str().expect("a text"));
    }
    if let Some(attempts) = step["attempts"].as_u64() {
        client = client.with_attempts(attempts as u32);
    }
    if let Some(deadline) = step["deadline_ms"].as_u64() {
        client = client.with_deadline(Duration::from_millis(deadline));
    }
    client
}

async fn act(client: &Client, step: &Value) -> Result<Value, Error> {
    let take = step["take"].as_u64().unwrap_or(1) as usize;
    let list = |name: &str, items: Vec<Value>| json!({ name: items });
    if let Some(method) = step["call"].as_str() {
        return Ok(json!({ "answer": call(client, method, &step["request"]).await? }));
    }
    if let Some(method) = step["pages"].as_str() {
        return Ok(list("items", pages(client, method, &step["request"]).await?));
    }
    if let Some(request) = step.get("export") {
        let records: Vec<_> = client.log().export(read(request)).await?.try_collect().await?;
        return Ok(list("records", records.iter().map(written).collect()));
    }
    if let Some(request) = step.get("watch") {
        let mut updates = client.log().watch(read(request));
        let mut told = Vec::new();
        while let Some(update) = updates.try_next().await? {
            told.push(update_json(&update));
            if matches!(update.cause, Cause::Checkpoint(_)) {
                break;
            }
        }
        return Ok(list("updates", told));
    }
    if let Some(requests) = step["stances"].as_array() {
        let requests: Vec<v1::StreamStancesRequest> = requests.iter().map(read).collect();
        let requests = futures::stream::iter(requests);
        let answers = client.participation().stream_stances(requests).await?;
        let answers: Vec<_> = answers.try_collect().await?;
        return Ok(list("answers", answers.iter().map(written).collect()));
    }
    if let Some(request) = step.get("analysis") {
        let answers = client.analysis().watch_analysis(read(request)).take(take);
        let answers: Vec<_> = answers.try_collect().await?;
        return Ok(list("answers", answers.iter().map(written).collect()));
    }
    let answers = client.analysis().watch_traces(read(&step["traces"])).take(take);
    let answers: Vec<_> = answers.try_collect().await?;
    Ok(list("answers", answers.iter().map(written).collect()))
}

async fn call(client: &Client, method: &str, request: &Value) -> Result<Value, Error> {
    macro_rules! dispatch {
        ($($group:ident $call:ident $request:ident $name:literal;)*) => {
            match method {
                $($name => {
                    let request: v1::$request = read(request);
                    Ok(written(&client.$group().$call(request).await?))
                })*
                other => panic!("the client has no call {other}"),
            }
        };
    }
    beraad_client::for_every_call!(dispatch)
}

async fn pages(client: &Client, method: &str, request: &Value) -> Result<Vec<Value>, Error> {
    macro_rules! dispatch {
        ($($group:ident $all:ident $request:ident $name:literal;)*) => {
            match method {
                $($name => {
                    let request: v1::$request = read(request);
                    let items: Vec<_> = client.$group().$all(request).try_collect().await?;
                    Ok(items.iter().map(written).collect())
                })*
                other => panic!("the client has no list {other}"),
            }
        };
    }
    beraad_client::for_every_list!(dispatch)
}

/// The full name of a type of the contract.
fn name_of<M>() -> String {
    let rust = std::any::type_name::<M>();
    format!("beraad.v1.{}", rust.rsplit("::").next().unwrap_or(rust))
}

fn read<M: Message + Default>(json: &Value) -> M {
    let name = name_of::<M>();
    let descriptor = CONTRACT.get_message_by_name(&name).expect("a message of the contract");
    let json = if json.is_null() { &json!({}) } else { json };
    let message = DynamicMessage::deserialize(descriptor, json);
    let message = message.unwrap_or_else(|error| panic!("{name}: {error}\n{json:#}"));
    M::decode(&message.encode_to_vec()[..]).expect("the bytes were encoded just now")
}

fn written<M: Message>(message: &M) -> Value {
    let descriptor = CONTRACT.get_message_by_name(&name_of::<M>()).expect("of the contract");
    let message = DynamicMessage::decode(descriptor, &message.encode_to_vec()[..]);
    serde_json::to_value(message.expect("the bytes were encoded just now")).expect("JSON")
}

fn update_json(update: &Update) -> Value {
    let events: Vec<Value> = update.events.iter().map(event_json).collect();
    let mut json = json!({ "position": update.position.to_string(), "events": events });
    match &update.cause {
        Cause::Commit(seal) => json["commit"] = written(seal),
        Cause::Checkpoint(checkpoint) => json["checkpoint"] = written(checkpoint),
        Cause::Disclosure(disclosure) => json["disclosure"] = written(disclosure),
    }
    json
}

fn event_json(event: &Event) -> Value {
    let mut json = json!({
        "sequence": event.sequence.to_string(),
        "kind": event.kind,
        "envelope": written(&event.envelope),
        "texts": event.texts.iter().collect::<BTreeMap<_, _>>(),
    });
    if let Some(payload) = &event.payload {
        json["payload"] = written(payload);
    }
    if let Some(withheld) = event.withheld {
        json["withheld"] = json!(withheld.as_str_name());
    }
    json
}

fn failure(error: &Error) -> Value {
    let name = match error {
        Error::Refused(refusal) => {
            let violations = refusal.violations.iter();
            let violation =
                |one: &Violation| json!({ "field": one.field, "description": one.description });
            return json!({ "refused": {
                "type": match refusal.reason {
                    // One that this client does not know.
                    v1::Reason::Unspecified => "Refused".to_owned(),
                    reason => format!("{reason:?}"),
                },
                "reason": refusal.reason_name,
                "code": code_name(refusal.code),
                "message": refusal.message,
                "localized": refusal.localized.as_deref().unwrap_or_default(),
                "facts": refusal.facts,
                "violations": violations.map(violation).collect::<Vec<_>>(),
                "retry_after_ms": refusal.retry_after.unwrap_or_default().as_millis() as u64,
            }});
        }
        Error::AddressUnusable { .. } => "AddressUnusable",
        Error::Unreachable { .. } => "Unreachable",
        Error::CallerUnusable { .. } => "CallerUnusable",
        Error::Unavailable { .. } => "Unavailable",
        Error::DeadlineExceeded { .. } => "DeadlineExceeded",
        Error::UnexpectedStatus { .. } => "UnexpectedStatus",
    };
    json!({ "failed": name })
}

/// `FAILED_PRECONDITION` for `FailedPrecondition`.
fn code_name(code: tonic::Code) -> String {
    let mut name = String::new();
    for letter in format!("{code:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}
