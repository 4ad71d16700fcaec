//! Figures of the whole process.

use std::collections::BTreeMap;
use std::sync::Arc;

use beraad_client::v1::{self as wire, *};

use crate::analysis::figure::Figure;
use crate::analysis::sheet::{Line, Sheet};
use crate::domain::act::ClauseVersion;
use crate::domain::ids::{DeliberationId, ItemId, PartyId};
use crate::domain::limits::PAGE_SIZE_MAX;
use crate::domain::state::Deliberation;
use crate::domain::visibility;
use crate::engine::Process;
use crate::log::codec::words;
use crate::service::analysis::figures::{Frame, evidence};
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;
use crate::service::page::Page;
use crate::service::query::by_number;

/// A question about the process of one deliberation.
pub(super) async fn process(
    desk: &Desk,
    (deliberation, at_least): (&str, u64),
    mut fields: Fields,
) -> Result<Arc<Process>, Failure> {
    let id = fields.take("deliberation", names::deliberation(deliberation));
    let Some(id) = id else {
        return Err(fields.failure());
    };
    fields.check()?;
    let view = desk.engine().view(&id, at_least).await?;
    Ok(desk.engine().process(view))
}

/// A sheet as one caller may see it.
pub(super) struct Told<'a> {
    pub(super) state: &'a Deliberation,
    sheet: &'a Sheet,
    pub(super) frame: Frame,
    pub(super) reader: Option<PartyId>,
}

impl<'a> Told<'a> {
    pub(super) fn of(call: &Call, process: &'a Process, sheet: &'a Sheet) -> Told<'a> {
        let state = &process.view.state;
        // The link of the log stands for everything that the figures follow from.
        let computed = (sheet.round, state.sequence, process.view.link);
        let frame = Frame::of(call, state, computed, (&sheet.items[..], &sheet.parties[..]));
        Told::within(call, state, sheet, frame)
    }

    /// A sheet on one round, which was computed through its close.
    pub(super) fn of_round(
        call: &Call,
        state: &'a Arc<Deliberation>,
        (sheet, through, digest): (&'a Sheet, u64, [u8; 32]),
    ) -> Told<'a> {
        let computed = (sheet.round, through, digest);
        let frame = Frame::of(call, state, computed, (&sheet.items[..], &sheet.parties[..]));
        Told::within(call, state, sheet, frame)
    }

    fn within(call: &Call, state: &'a Deliberation, sheet: &'a Sheet, frame: Frame) -> Told<'a> {
        let caller = call.within(&state.id);
        let reader = visibility::own_member(&caller).map(|own| own.party.clone());
        Told { state, sheet, frame, reader }
    }

    /// What is told, with the names that it says.
    pub(super) async fn named<T>(
        mut self,
        desk: &Desk,
        told: impl Fn(&Told<'a>) -> T,
    ) -> Result<T, Failure> {
        told(&self);
        self.frame.open(desk).await?;
        Ok(told(&self))
    }

    pub(super) fn shown(&self) -> impl Iterator<Item = &Line> {
        self.sheet.lines.iter().filter(|line| self.sheet.is_shown(line, self.reader.as_ref()))
    }

    pub(super) fn line(&self, line: &Line) -> wire::Figure {
        let may_name = |party: &usize| self.sheet.may_name(line, *party, self.reader.as_ref());
        let figure =
            Figure { worst_off: line.figure.worst_off.filter(may_name), ..line.figure.clone() };
        self.frame.figure(&figure, || evidence(&self.sheet.evidence[line.evidence]))
    }

    /// The figures about all parties together.
    pub(super) fn figures(&self) -> Vec<wire::Figure> {
        let together = self.shown().filter(|line| line.figure.party.is_none());
        together.map(|line| self.line(line)).collect()
    }

    /// A page of parties with their figures: those with the least of this figure first, and those
    /// without it last; of equals whoever was added first.
    fn parties(&self, page: &Page, by: &str) -> (Vec<PartyFigures>, String) {
        let mut lines: BTreeMap<usize, Vec<&Line>> = BTreeMap::new();
        let mut ranks: BTreeMap<usize, f64> = BTreeMap::new();
        for line in self.shown() {
            if let Some(party) = line.figure.party {
                lines.entry(party).or_default().push(line);
                if let (true, Ok(value)) = (line.figure.name == by, &line.figure.value) {
                    ranks.insert(party, value.to_f64());
                }
            }
        }
        let rank = |party: &usize| ranks.get(party).copied().unwrap_or(f64::INFINITY);
        let mut order: Vec<usize> = (0..self.sheet.parties.len()).collect();
        order.sort_by(|one, other| rank(one).total_cmp(&rank(other)));
        let keyed = (0..).map(by_number).zip(order);
        let (found, token) = page.of(keyed);
        let told = found.into_iter().map(|party| PartyFigures {
            party: self.frame.party(party),
            people: self.people(party),
            figures: lines.get(&party).into_iter().flatten().map(|line| self.line(line)).collect(),
        });
        (told.collect(), token)
    }

    fn people(&self, party: usize) -> u32 {
        let party = self.state.parties.get(&self.sheet.parties[party]);
        party.map_or(0, |party| party.headcount() as u32)
    }

    fn names(&self, parties: &[usize]) -> Vec<String> {
        parties.iter().map(|party| self.frame.party(*party)).collect()
    }
}

/// A clause in a version, as the contract names it.
pub(super) fn clause_version(id: &DeliberationId, of: &ClauseVersion) -> wire::ClauseVersion {
    wire::ClauseVersion {
        proposal: names::within(id, &ItemId::Proposal(of.proposal.clone())),
        version: of.version,
        clause: of.clause.to_string(),
    }
}

pub(super) async fn ownership(
    desk: Desk,
    call: Call,
    q: GetOwnershipRequest,
) -> Result<GetOwnershipResponse, Failure> {
    let mut fields = Fields::default();
    let page = Page::parse(&mut fields, q.page_size, &q.page_token);
    let process = process(&desk, (&q.deliberation, q.at_least_sequence), fields).await?;
    let owned = process.ownership().await?;
    let told = Told::of(&call, &process, &owned.sheet);
    let answer = |told: &Told| {
        let (parties, next_page_token) = told.parties(&page, "contribution_share");
        // How many would not have thought of a clause is shown when that over all of them is.
        let counted = told.shown().any(|line| line.figure.name == "new_to_us");
        use clause_credit::NewToUs;
        let credit = owned.clauses.iter().map(|credit| ClauseCredit {
            clause: Some(clause_version(&told.state.id, &credit.clause)),
            parties: told.names(&credit.parties),
            reaches_solo_proposal: credit.reaches_solo,
            new_to_us: counted.then(|| match &credit.new_to_us {
                Ok(share) => NewToUs::NewToUsShare(share.to_f64()),
                Err(reason) => NewToUs::NewToUsUndefined(words::undefined_to(*reason)),
            }),
        });
        GetOwnershipResponse {
            round: owned.sheet.round,
            figures: told.figures(),
            parties,
            next_page_token,
            clauses: credit.collect(),
            party_count: told.state.parties.len() as u32,
            headcount: told.state.headcount() as u32,
        }
    };
    told.named(&desk, answer).await
}

pub(super) async fn recognition(
    desk: Desk,
    call: Call,
    q: GetRecognitionRequest,
) -> Result<GetRecognitionResponse, Failure> {
    let mut fields = Fields::default();
    let page = Page::parse(&mut fields, q.page_size, &q.page_token);
    let process = process(&desk, (&q.deliberation, q.at_least_sequence), fields).await?;
    let seen = process.recognition().await?;
    let told = Told::of(&call, &process, &seen.sheet);
    let answer = |told: &Told| {
        let (parties, next_page_token) = told.parties(&page, "heard");
        let silent = &seen.silent[..seen.silent.len().min(PAGE_SIZE_MAX)];
        GetRecognitionResponse {
            round: seen.sheet.round,
            figures: told.figures(),
            parties,
            next_page_token,
            least_heard: seen.least_heard.map(|party| told.frame.party(party)).unwrap_or_default(),
            silent: told.names(silent),
            party_count: told.state.parties.len() as u32,
            headcount: told.state.headcount() as u32,
        }
    };
    told.named(&desk, answer).await
}

pub(super) async fn synergy(
    desk: Desk,
    call: Call,
    q: GetSynergyRequest,
) -> Result<GetSynergyResponse, Failure> {
    let asked = (q.deliberation.as_str(), q.at_least_sequence);
    let process = process(&desk, asked, Fields::default()).await?;
    let together = process.synergy().await?;
    let told = Told::of(&call, &process, &together.sheet);
    let answer = |told: &Told| {
        let items: Vec<String> =
            (0..told.frame.items.len()).map(|at| told.frame.item(at)).collect();
        let named = |place: Option<usize>| place.map(|at| items[at].clone()).unwrap_or_default();
        // Which plan the parties like best follows from their stances, as the figures do.
        let shown = told.shown().any(|line| line.figure.name == "synergy_utilitarian");
        GetSynergyResponse {
            round: together.sheet.round,
            figures: told.figures(),
            best_solo_proposal: named(together.best_solo.filter(|_| shown)),
            best_joint_proposal: named(together.best_joint.filter(|_| shown)),
            solo_proposals: items[..together.solos].to_vec(),
            joint_proposals: items[together.solos..].to_vec(),
            party_count: told.state.parties.len() as u32,
            headcount: told.state.headcount() as u32,
        }
    };
    told.named(&desk, answer).await
}

pub(super) async fn party_sensitivity(
    desk: Desk,
    call: Call,
    q: GetPartySensitivityRequest,
) -> Result<GetPartySensitivityResponse, Failure> {
    let asked = (q.deliberation.as_str(), q.at_least_sequence);
    let process = process(&desk, asked, Fields::default()).await?;
    let list = process.party_list().await?;
    let told = Told::of(&call, &process, &list.sheet);
    let answer = |told: &Told| {
        let dropped =
            list.sheet.lines.iter().find(|line| line.figure.name == "changes_if_one_dropped");
        let may_name = |party: &&usize| {
            dropped.is_some_and(|line| list.sheet.may_name(line, **party, told.reader.as_ref()))
        };
        let decisive: Vec<usize> = list.decisive.iter().filter(may_name).copied().collect();
        GetPartySensitivityResponse {
            round: list.sheet.round,
            figures: told.figures(),
            circles: list
                .circles
                .iter()
                .map(|of| PartyCircle { parties: told.names(of) })
                .collect(),
            decisive: told.names(&decisive),
            unconfirmed: list.unconfirmed as u32,
            party_count: told.state.parties.len() as u32,
            headcount: told.state.headcount() as u32,
        }
    };
    told.named(&desk, answer).await
}
