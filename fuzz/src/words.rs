//! Short texts from outside: key files, ids, and what a caller says of itself, of names and of
//! pages.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::LazyLock;

use beraad::domain::ids::{DeliberationId, MemberId, PartyId, TextId};
use beraad::log::chain::SigningKey;
use beraad::log::entropy::SeededEntropy;
use beraad::log::vault::MasterKey;
use beraad_client::v1::{GetDeliberationRequest, ListDeliberationsRequest, ListMembersRequest};
use prost::Message;
use tempfile::TempDir;

use crate::requests::{framed, number_of, sound, with_world};
use crate::tape::Tape;

/// A folder for key files, gone with the process.
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("a folder"));

/// Reads bytes as one of them.
pub fn run(bytes: &[u8]) {
    let mut tape = Tape::new(bytes);
    match tape.byte() % 3 {
        0 => key_file(tape.rest()),
        1 => ids(&String::from_utf8_lossy(tape.rest())),
        _ => asked(&mut tape),
    }
}

/// A key is 64 hexadecimal digits with blanks around them, within the first 128 bytes.
fn key_file(bytes: &[u8]) {
    let path = FOLDER.path().join("key");
    fs::write(&path, bytes).expect("a file can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a file of ours");
    let entropy = SeededEntropy::new(1);
    let text = bytes[..bytes.len().min(128)].trim_ascii();
    let is_key = text.len() == 64 && text.iter().all(u8::is_ascii_hexdigit);
    assert_eq!(SigningKey::load_or_create(&path, &entropy).is_ok(), is_key);
    assert_eq!(MasterKey::load_or_create(&path, &entropy).is_ok(), is_key);
    assert_eq!(fs::read(&path).expect("it is still there"), bytes, "a key file is never changed");
}

/// What parses is what it was parsed from.
fn ids(text: &str) {
    assert!(DeliberationId::parse(text).is_ok_and(|id| id.as_str() == text) || !is_id(text));
    drop((PartyId::parse(text), MemberId::parse(text), TextId::parse(text)));
}

fn is_id(text: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    let begins = text.bytes().next().is_some_and(|c| c.is_ascii_lowercase());
    begins && text.len() <= 63 && text.bytes().all(allowed)
}

/// Asks for lists and things by any name, with any metadata and any page.
fn asked(tape: &mut Tape) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let page_size = i32::from_le_bytes(tape.exactly());
    let metadata = tape.part();
    let (name, page_token) = (text(tape.part()), text(tape.rest()));
    let list = ListDeliberationsRequest {
        page_size,
        page_token: page_token.clone(),
        ..Default::default()
    };
    let get = GetDeliberationRequest { name: name.clone(), ..Default::default() };
    let members = ListMembersRequest {
        deliberation: name.clone(),
        party: name,
        page_size,
        page_token,
        ..Default::default()
    };
    let calls = [
        ("ListDeliberations", list.encode_to_vec()),
        ("GetDeliberation", get.encode_to_vec()),
        ("ListMembers", members.encode_to_vec()),
    ];
    with_world(|world| {
        for (call, body) in calls {
            let path = number_of(&format!("/beraad.v1.DeliberationService/{call}"));
            sound(&world.call(path, metadata, framed(0, &body)));
        }
    });
}
