//! What asks for the facilitator's attention: always a question what is missing, never a word that
//! a party should move.

use beraad_client::v1::*;

use crate::analysis::sentences::{Language, say};
use crate::analysis::sheet::advice::{Hint, hints};
use crate::analysis::tally::Tally;
use crate::domain::act::Term;
use crate::domain::charter::StanceVisibility;
use crate::domain::ids::{ItemId, ItemVersion, PartyId, Timestamp};
use crate::domain::state::Deliberation;
use crate::domain::visibility;
use crate::engine::Report;
use crate::log::codec::timestamp;
use crate::service::analysis::figures::quoted;
use crate::service::analysis::process::process;
use crate::service::analysis::trace::{day, plain};
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;
use crate::service::render::Renderer;

pub(super) async fn list(
    desk: Desk,
    call: Call,
    q: ListAdviceRequest,
) -> Result<ListAdviceResponse, Failure> {
    let asked = (q.deliberation.as_str(), q.at_least_sequence);
    let process = process(&desk, asked, Fields::default()).await?;
    let (kept, seen) = (process.integrity().await?, process.recognition().await?);
    let state = process.view.state.clone();
    let round = match state.last_closed_round() {
        0 => None,
        round => Some(desk.engine().report(&state, Tally::Round(round)).await?),
    };
    let reader = call.within(&state.id);
    let reader = visibility::own_member(&reader).map(|own| own.party.clone());
    let now = desk.engine().ports().clock.now();
    let of_round = round.as_ref().map(|round| (&round.input, &round.report));
    let found = hints(&state, now, kept.nothing_named, &seen, of_round);
    let advice = desk.shown(&call, &state, |renderer| {
        let told = Teller { state: &state, renderer, round: round.as_deref(), reader: &reader };
        found.iter().filter_map(|hint| told.advice(hint)).collect()
    });
    Ok(ListAdviceResponse { advice: advice.await? })
}

struct Teller<'a> {
    state: &'a Deliberation,
    renderer: &'a Renderer<'a>,
    round: Option<&'a Report>,
    reader: &'a Option<PartyId>,
}

/// What one piece of advice is about.
#[derive(Default)]
struct About {
    key: &'static str,
    party: Option<PartyId>,
    item: Option<ItemVersion>,
    due: Option<Timestamp>,
    /// What a term is about, when that is no item.
    text: Option<String>,
}

impl Teller<'_> {
    fn advice(&self, hint: &Hint) -> Option<Advice> {
        let kind = match hint {
            Hint::NothingNamed(_) => AdviceKind::NothingNamed,
            Hint::Term(..) => AdviceKind::Term,
            Hint::Objection(..) => AdviceKind::Objection,
            Hint::Question(..) => AdviceKind::QuestionUnanswered,
            Hint::Notice(_) => AdviceKind::Notice,
            Hint::Unanswered(..) => AdviceKind::Unanswered,
            Hint::Ask(..) => AdviceKind::Ask,
            Hint::Near(_) => AdviceKind::Near,
            Hint::Silent(_) => AdviceKind::Silent,
        };
        let about = self.about(hint)?;
        let say = |language| {
            say(&format!("advice.{}", about.key), language, |slot| match slot {
                "party" => about.party.as_ref().map_or_else(
                    || {
                        crate::analysis::sentences::say("authority.unnamed", language, |_| {
                            String::new()
                        })
                    },
                    |party| self.party(party),
                ),
                "item" => about
                    .item
                    .as_ref()
                    .map_or_else(|| about.text.clone().unwrap_or_default(), |on| self.item(on)),
                "date" => about.due.map(day).unwrap_or_default(),
                other => other.to_owned(),
            })
        };
        let id = &self.state.id;
        Some(Advice {
            kind: kind.into(),
            explanation_nl: say(Language::Dutch),
            explanation_en: say(Language::English),
            party: about.party.as_ref().map(|of| names::of_party(id, of)).unwrap_or_default(),
            item: about.item.as_ref().map(|on| names::of_version(id, on)).unwrap_or_default(),
            due: about.due.map(timestamp),
        })
    }

    fn about(&self, hint: &Hint) -> Option<About> {
        let about = |key, party, item| About { key, party, item, ..About::default() };
        let once = |id: &ItemId| Some(ItemVersion { item: id.clone(), version: 1 });
        Some(match hint {
            Hint::NothingNamed(party) => about("nothing_named", Some(party.clone()), None),
            Hint::Objection(on, Some(party)) => {
                about("objection", Some(party.clone()), Some(on.clone()))
            }
            Hint::Objection(on, None) => about("objection_unnamed", None, Some(on.clone())),
            Hint::Question(id, party) => {
                about("question_unanswered", Some(party.clone()), once(id))
            }
            Hint::Notice(party) => about("notice", Some(party.clone()), None),
            Hint::Unanswered(id, party) => about("unanswered", Some(party.clone()), once(id)),
            Hint::Ask(on, place) => {
                let party = self.round?.input.parties.get(*place)?;
                // Where stances are not attributed only the party itself knows how it stands.
                let attributed = self.state.stance_visibility() == StanceVisibility::Attributed;
                if !attributed && self.reader.as_ref() != Some(party) {
                    return None;
                }
                about("ask", Some(party.clone()), Some(on.clone()))
            }
            Hint::Near(on) => about("near", None, Some(on.clone())),
            Hint::Silent(party) => about("silent", Some(party.clone()), None),
            Hint::Term(term, due) => About { due: Some(*due), ..self.term(term) },
        })
    }

    fn term(&self, term: &Term) -> About {
        let (state, authority) = (self.state, self.state.authority().cloned());
        let named = |key, party, text| About { key, party, text, ..About::default() };
        match term {
            Term::Answer(question) => {
                let item = ItemId::Contribution(question.clone());
                let item = Some(ItemVersion { item, version: 1 });
                About { key: "term_answer", party: authority, item, ..About::default() }
            }
            Term::Decide(_) => named("term_decide", authority, None),
            Term::Office(_) => named("term_office", authority, None),
            Term::Provision(number) => {
                let made = state.mandate.provisions.get(number);
                let text = made.and_then(|made| self.renderer.shared(&made.provision.text));
                named("term_provision", authority, Some(quoted(&plain(text.as_ref()))))
            }
            Term::Commitment(number) => {
                let made = state.commitments.get(number).map(|made| &made.commitment);
                let text = made.and_then(|made| self.renderer.shared(&made.text));
                let party = made.map(|made| made.member.party.clone());
                named("term_commitment", party, Some(quoted(&plain(text.as_ref()))))
            }
        }
    }

    fn party(&self, id: &PartyId) -> String {
        let party = self.state.parties.get(id);
        plain(party.and_then(|party| self.renderer.shared(&party.display_name)).as_ref())
    }

    fn item(&self, on: &ItemVersion) -> String {
        let item = self.state.items.get(&on.item);
        let version = item.and_then(|item| item.versions.get(on.version as usize - 1));
        let text = version.and_then(|version| self.renderer.of(&on.item, version, &version.text));
        quoted(&plain(text.as_ref()))
    }
}
