//! Reports on closed rounds, and sheets on the whole process: computed beside the tasks, once for
//! all who ask.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use crate::analysis::convergence::RoundReport;
use crate::analysis::opinion::Mode;
use crate::analysis::sheet::details::{DetailsSheet, details};
use crate::analysis::sheet::flags::FlagsSheet;
use crate::analysis::sheet::integrity::IntegritySheet;
use crate::analysis::sheet::opinion::{OpinionSheet, opinion};
use crate::analysis::sheet::ownership::OwnershipSheet;
use crate::analysis::sheet::party_list::PartyListSheet;
use crate::analysis::sheet::recognition::RecognitionSheet;
use crate::analysis::sheet::synergy::SynergySheet;
use crate::analysis::sheet::{flags, integrity, ownership, party_list, recognition, synergy};
use crate::analysis::tally::{Tally, TallyInput};
use crate::domain::ids::TextRef;
use crate::domain::rejection::Rejection;
use crate::domain::state::Deliberation;
use crate::engine::Engine;
use crate::engine::beside::beside;
use crate::engine::error::{EngineError, cause};
use crate::engine::handle::View;

/// The figures of a tally with what they were computed from.
#[derive(Debug)]
pub struct Report {
    /// What it was computed from.
    pub input: TallyInput,
    /// SHA-256 of the input.
    pub input_digest: [u8; 32],
    /// The figures, advice, focus and invitations.
    pub report: RoundReport,
}

/// The reports of one deliberation. A closed round never changes, so a report stays true.
#[derive(Default)]
pub(super) struct Reports {
    /// By round; the conclusion stands under `None`.
    known: Mutex<HashMap<Option<u32>, Shared>>,
    /// The details of each round, under the charter in force: it names the groups.
    details: Mutex<HashMap<(u32, u32), Details>>,
    /// The opinion maps that were asked for last.
    maps: Mutex<Vec<(MapKey, Maps)>>,
    /// The sheets on the state that was asked about last.
    process: Mutex<Option<Arc<Process>>>,
}

/// The sheets on a deliberation as it was at one moment, each computed when it is asked for first.
pub struct Process {
    /// The moment.
    pub view: View,
    ownership: OnceCell<Arc<OwnershipSheet>>,
    recognition: OnceCell<Arc<RecognitionSheet>>,
    synergy: OnceCell<Arc<SynergySheet>>,
    party_list: OnceCell<Arc<PartyListSheet>>,
    integrity: OnceCell<Arc<IntegritySheet>>,
    flags: OnceCell<Arc<FlagsSheet>>,
}

macro_rules! sheets {
    ($($(#[$doc:meta])* $name:ident: $sheet:ident;)*) => {
        impl Process {
            fn new(view: View) -> Process {
                Process {
                    view,
                    integrity: OnceCell::new(),
                    flags: OnceCell::new(),
                    $($name: OnceCell::new()),*
                }
            }

            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// [`EngineError::Bug`] when the computation did not end.
                pub async fn $name(&self) -> Result<Arc<$sheet>, EngineError> {
                    let state = self.view.state.clone();
                    let made = self.$name.get_or_try_init(|| async move {
                        let sheet = beside(move || Arc::new($name::$name(&state))).await;
                        sheet.map_err(|error| EngineError::Bug(cause(error)))
                    });
                    made.await.cloned()
                }
            )*
        }
    };
}

sheets! {
    /// Who owns the outcome.
    ownership: OwnershipSheet;
    /// Who was seen, heard and valued.
    recognition: RecognitionSheet;
    /// Whether together was more than alone.
    synergy: SynergySheet;
    /// What the outcome hangs on.
    party_list: PartyListSheet;
}

impl Process {
    /// Whether promises were kept.
    ///
    /// # Errors
    /// [`EngineError::Bug`] when the computation did not end.
    pub async fn integrity(&self) -> Result<Arc<IntegritySheet>, EngineError> {
        let made = self.integrity.get_or_try_init(|| async {
            let (state, owned) = (self.view.state.clone(), self.ownership().await?);
            let sheet = beside(move || Arc::new(integrity::integrity(&state, &owned))).await;
            sheet.map_err(|error| EngineError::Bug(cause(error)))
        });
        made.await.cloned()
    }

    /// What deserves attention.
    ///
    /// # Errors
    /// [`EngineError`] when the reasons cannot be read, or the computation did not end.
    pub async fn flags(&self, engine: &Engine) -> Result<Arc<FlagsSheet>, EngineError> {
        let made = self.flags.get_or_try_init(|| async {
            let same = same_reason(engine, &self.view.state).await?;
            let sheets =
                (self.ownership().await?, self.recognition().await?, self.integrity().await?);
            let state = self.view.state.clone();
            let sheet = beside(move || {
                let (owned, seen, kept) = &sheets;
                Arc::new(flags::flags(&state, (owned, seen, kept), same))
            });
            sheet.await.map_err(|error| EngineError::Bug(cause(error)))
        });
        made.await.cloned()
    }
}

/// The events that gave one and the same reason, a list a reason. Only whoever has the texts can
/// tell: the log holds salted digests. Spaces and capitals make no difference.
async fn same_reason(engine: &Engine, state: &Deliberation) -> Result<Vec<Vec<u64>>, EngineError> {
    let reasons = flags::reasons(state);
    let references: Vec<&TextRef> = reasons.iter().map(|reason| reason.text).collect();
    let texts = engine.texts(&state.id, &references).await?;
    let mut same: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for reason in &reasons {
        if let Some(text) = texts.get(reason.text) {
            let words = text.text.split_whitespace().map(str::to_lowercase);
            let plain = words.collect::<Vec<_>>().join(" ");
            same.entry(plain).or_default().push(reason.sequence);
        }
    }
    Ok(same.into_values().collect())
}

/// A computation that is made once.
type Shared = Arc<OnceCell<Arc<Report>>>;
type Details = Arc<OnceCell<Arc<DetailsSheet>>>;
type Maps = Arc<OnceCell<Arc<OpinionSheet>>>;

/// What a map follows from: a closed round, what was moderated away, and how groups are made.
type MapKey = (u32, Vec<u64>, Mode);

/// The maps that a deliberation keeps: both modes, before and after a close.
const MAPS_KEPT: usize = 4;

impl Reports {
    /// The sheets on a state; callers that ask about the same one share them.
    pub(super) fn process(&self, view: View) -> Arc<Process> {
        let mut last = self.process.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match &*last {
            Some(known) if known.view.link == view.link => known.clone(),
            _ => last.insert(Arc::new(Process::new(view))).clone(),
        }
    }

    /// The report of a tally; callers that ask at the same time share one computation.
    pub(super) async fn get(
        &self,
        state: &Arc<Deliberation>,
        tally: Tally,
    ) -> Result<Arc<Report>, EngineError> {
        let (key, round) = match tally {
            Tally::Round(round) => (Some(round), round),
            Tally::Conclusion => (None, state.last_round()),
        };
        let cell = {
            let mut known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            known.entry(key).or_default().clone()
        };
        let state = state.clone();
        let computed = cell.get_or_try_init(|| async move {
            beside(move || compute(&state, tally, round))
                .await
                .map_err(|error| EngineError::Bug(cause(error)))?
        });
        computed.await.cloned()
    }

    /// The details of a round; callers that ask at the same time share one computation.
    pub(super) async fn details(
        &self,
        state: &Arc<Deliberation>,
        round: u32,
    ) -> Result<Arc<DetailsSheet>, EngineError> {
        known_round(state, round)?;
        let charter = state.charter.as_ref().map_or(0, |charter| charter.version);
        let cell = {
            let mut known = self.details.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            known.entry((round, charter)).or_default().clone()
        };
        let state = state.clone();
        let computed = cell.get_or_try_init(|| async move {
            let sheet = beside(move || details(&state, round)).await;
            let sheet = sheet.map_err(|error| EngineError::Bug(cause(error)))?;
            let sheet = sheet.ok_or(Rejection::RoundNotClosed { round })?;
            Ok::<_, EngineError>(Arc::new(sheet))
        });
        computed.await.cloned()
    }

    /// The opinion map up to a closed round, or of no round; callers that ask at the same time
    /// share one computation.
    pub(super) async fn opinion(
        &self,
        state: &Arc<Deliberation>,
        round: u32,
        mode: Mode,
    ) -> Result<Arc<OpinionSheet>, EngineError> {
        if round > 0 {
            known_round(state, round)?;
            if state.round(round).is_none_or(|round| round.closed.is_none()) {
                return Err(Rejection::RoundNotClosed { round }.into());
            }
        }
        let moderated = state.dialogue.moderations.iter();
        let moderated = moderated.filter(|(_, one)| one.restored != Some(true));
        let key = (round, moderated.map(|(sequence, _)| *sequence).collect(), mode);
        let cell = {
            let mut kept = self.maps.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            match kept.iter().find(|(known, _)| *known == key) {
                Some((_, cell)) => cell.clone(),
                None => {
                    let cell = Maps::default();
                    kept.truncate(MAPS_KEPT - 1);
                    kept.insert(0, (key, cell.clone()));
                    cell
                }
            }
        };
        let state = state.clone();
        let computed = cell.get_or_try_init(|| async move {
            let threads = std::thread::available_parallelism().map_or(1, usize::from);
            let made = beside(move || Arc::new(opinion(&state, round, mode, threads))).await;
            made.map_err(|error| EngineError::Bug(cause(error)))
        });
        computed.await.cloned()
    }
}

fn known_round(state: &Deliberation, round: u32) -> Result<(), EngineError> {
    let last = state.last_round();
    if round == 0 || round > last {
        return Err(Rejection::RoundUnknown { round, last }.into());
    }
    Ok(())
}

fn compute(state: &Deliberation, tally: Tally, round: u32) -> Result<Arc<Report>, EngineError> {
    known_round(state, round)?;
    let input = TallyInput::gather(state, tally).ok_or(Rejection::RoundNotClosed { round })?;
    let input_digest = Sha256::digest(input.canonical()).into();
    let report = input.report();
    Ok(Arc::new(Report { input, input_digest, report }))
}
