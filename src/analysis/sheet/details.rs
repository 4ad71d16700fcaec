//! Details of a closed round, beside its headlines: whether parties rank in one order, how reliably
//! they rate, whether items bridge the declared groups, and whether parties that share reasons
//! share preferences.
//!
//! They are computed when somebody asks and are no part of what a close records.

mod panel;

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::analysis::choice::profile::Ballot;
use crate::analysis::choice::ranking::Ranking;
use crate::analysis::convergence::group_aware::{GroupAware, GroupVotes, group_aware, votes};
use crate::analysis::convergence::kendall::{Kendall, PERMUTED_ITEMS_MAX, Ranks, kendall};
use crate::analysis::convergence::krippendorff;
use crate::analysis::exact::ratio;
use crate::analysis::figure::{Measured, Undefined, Value};
use crate::analysis::outcome::parties::partition;
use crate::analysis::permutation::{Orders, PermutationP};
use crate::analysis::ranks::doubled_midranks;
use crate::analysis::ratings::Ratings;
use crate::analysis::sheet::details::panel::Panel;
use crate::analysis::sheet::{Kind, Sheet};
use crate::analysis::tally::{Tally, TallyInput};
use crate::domain::charter::Partition;
use crate::domain::ids::{ItemId, PartyId};
use crate::domain::state::{Deliberation, Round};

const KENDALL: &str = "kendall_w/kendall_babington_smith_1939";
const CHI_SQUARED: &str = "kendall_w/chi_squared";
const KENDALL_ALL: &str = "kendall_w/permutation_exact";
const KENDALL_DRAWN: &str = "kendall_w/permutation_drawn";
const ALPHA: &str = "krippendorff_alpha/ordinal_2011";
const BRIDGING: &str = "group_aware_consensus/small_2021_declared_groups";
const DRI: &str = "dri/niemeyer_veri_2022";
const DRI_ALL: &str = "dri/permutation_exact";
const DRI_DRAWN: &str = "dri/permutation_drawn";

/// The version of every method in this list; it rises when a value could change.
const VERSION: u32 = 1;

/// The methods behind the figures, with the version of each.
pub const METHODS: [(&str, u32); 9] = [
    (KENDALL, VERSION),
    (CHI_SQUARED, VERSION),
    (KENDALL_ALL, VERSION),
    (KENDALL_DRAWN, VERSION),
    (ALPHA, VERSION),
    (BRIDGING, VERSION),
    (DRI, VERSION),
    (DRI_ALL, VERSION),
    (DRI_DRAWN, VERSION),
];

/// The names of the figures.
pub const NAMES: [&str; 13] = [
    "kendall_w",
    "kendall_w_chi2",
    "kendall_w_p",
    "kendall_w_permutation_p",
    "krippendorff_alpha",
    "group_aware_consensus",
    "group_aware_geometric_mean",
    "group_aware_weakest",
    "dri",
    "dri_unadjusted",
    "dri_null_mean",
    "dri_p",
    "dri_individual",
];

/// The details of a round.
#[derive(Debug, Clone)]
pub struct DetailsSheet {
    /// The figures; its items are the agenda of the round.
    pub sheet: Sheet,
    /// Sequence of the close.
    pub through: u64,
    /// SHA-256 of what they were computed from.
    pub input_digest: [u8; 32],
    /// The rankings of this round.
    pub ranked: Kendall,
    /// Of each item of the agenda, the declared groups.
    pub groups: Vec<Bridging>,
    /// The round whose statements are the considerations; 0 without one.
    pub statements_round: u32,
    /// The round whose rankings are the preferences; 0 without one.
    pub rankings_round: u32,
    /// The pairs of parties that could be compared, and those that could not.
    pub pairs: (u64, u64),
}

/// How the groups stand to one item.
#[derive(Debug, Clone)]
pub struct Bridging {
    /// The names of the groups, in order.
    pub names: Vec<Box<str>>,
    /// The parties of each that answered.
    pub parties: Vec<u64>,
    /// How far they are behind it.
    pub seen: GroupAware,
}

/// Computes the details of a round; `None` when it is not closed, or does not exist.
#[must_use]
pub fn details(state: &Deliberation, number: u32) -> Option<DetailsSheet> {
    let tally = TallyInput::gather(state, Tally::Round(number))?;
    let reasons = last(state, number, rates_statements);
    let wishes = last(state, number, has_rankings);
    let used = [&Some((number, tally.clone())), &reasons, &wishes];
    let panel = Panel::of(reasons.as_ref(), wishes.as_ref());
    let told: BTreeSet<&PartyId> = tally.parties.iter().chain(&panel.parties).collect();
    let mut sheet = Sheet::of(state, told.into_iter().cloned().collect());
    sheet.round = number;
    sheet.items = tally.items.clone();
    let ranked = concordance(state, (number, &tally), &mut sheet);
    reliability(&tally, &mut sheet);
    let groups = bridging(state, &tally, &mut sheet);
    let mut proof: Vec<u64> = reasons.iter().flat_map(|(_, tally)| statements(tally).1).collect();
    proof.extend(wishes.iter().flat_map(|(round, _)| ballot_sequences(state.round(*round))));
    let evidence = sheet.prove(proof);
    let rankings_round = wishes.as_ref().map_or(0, |(round, _)| *round);
    let pairs = panel.index(seed(state.round(rankings_round)), (&mut sheet, evidence));
    Some(DetailsSheet {
        through: tally.through,
        input_digest: digest(&used, &groups),
        ranked,
        groups,
        statements_round: reasons.as_ref().map_or(0, |(round, _)| *round),
        rankings_round,
        pairs,
        sheet,
    })
}

/// The last closed round up to this one of which something holds, with its input.
fn last(
    state: &Deliberation,
    through: u32,
    holds: impl Fn(&Round, &TallyInput) -> bool,
) -> Option<(u32, TallyInput)> {
    (1..=through).rev().find_map(|number| {
        let (round, tally) =
            (state.round(number)?, TallyInput::gather(state, Tally::Round(number))?);
        holds(round, &tally).then_some((number, tally))
    })
}

fn rates_statements(_: &Round, tally: &TallyInput) -> bool {
    let (_, sequences) = statements(tally);
    !sequences.is_empty()
}

fn has_rankings(round: &Round, tally: &TallyInput) -> bool {
    tally.rankings().is_some() && !ballot_sequences(Some(round)).is_empty()
}

/// The statements of an agenda, by position, and the sequences of the stances on them.
fn statements(tally: &TallyInput) -> (Vec<usize>, Vec<u64>) {
    let is = |at: &usize| matches!(tally.items[*at].item, ItemId::Statement(_));
    let places: Vec<usize> = (0..tally.items.len()).filter(is).collect();
    let sequences = places.iter().flat_map(|at| tally.evidence[*at].iter().copied()).collect();
    (places, sequences)
}

/// The sequences of the ballots of a round over all options.
fn ballot_sequences(round: Option<&Round>) -> Vec<u64> {
    let column = round.and_then(|round| round.ballots.get(&None));
    let cells = column.into_iter().flat_map(|column| column.cells.values());
    cells.map(|(_, origin)| origin.sequence).collect()
}

/// What draws orders of a permutation test: the seed of the round's lottery, which was fixed
/// before anybody voted, made into another number.
fn seed(round: Option<&Round>) -> u64 {
    let drawn = round.and_then(|round| round.plan.ballot.as_ref()?.seed).unwrap_or_default();
    let digest: [u8; 32] =
        Sha256::new().chain_update(drawn).chain_update(b"permutation").finalize().into();
    let first: [u8; 8] = digest[..8].try_into().expect("eight bytes of 32");
    u64::from_be_bytes(first)
}

/// Over the inputs of the rounds that are used, and the groups.
fn digest(used: &[&Option<(u32, TallyInput)>], groups: &[Bridging]) -> [u8; 32] {
    let mut digest = Sha256::new();
    let mut put = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    };
    for of in used {
        put(&of.as_ref().map(|(_, tally)| tally.canonical()).unwrap_or_default());
    }
    for of in groups {
        of.names.iter().for_each(|name| put(name.as_bytes()));
        of.parties.iter().for_each(|parties| put(&parties.to_be_bytes()));
        of.seen.probability.iter().for_each(|one| put(one.to_string().as_bytes()));
    }
    digest.finalize().into()
}

/// Whether the rankings of this round stand in one order.
fn concordance(
    state: &Deliberation,
    (number, tally): (u32, &TallyInput),
    sheet: &mut Sheet,
) -> Kendall {
    let round = state.round(number);
    let rankings = tally.rankings();
    let rows: Vec<Ranks> = rankings.into_iter().flatten().map(|party| mean_ranks(party)).collect();
    let mut ranked = kendall(&rows, seed(round));
    if rankings.is_none() {
        ranked.result = Err(Undefined::NoRankings);
    }
    let evidence = sheet.prove(ballot_sequences(round));
    let kind = |method| Kind { method, version: VERSION, evidence, from_hidden: true };
    let n = ranked.parties;
    let found = ranked.result.as_ref();
    let of = |value: Result<Value, &Undefined>| -> Measured { value.map_err(|reason| *reason) };
    sheet.lines.extend([
        kind(KENDALL).line("kendall_w", &of(found.map(|one| one.w.clone().into())), n),
        kind(CHI_SQUARED).line("kendall_w_chi2", &of(found.map(|one| one.chi2.clone().into())), n),
        kind(CHI_SQUARED).line("kendall_w_p", &of(found.map(|one| Value::Real(one.p))), n),
    ]);
    // With many items the chi-squared approximation serves.
    if ranked.items <= PERMUTED_ITEMS_MAX as u64 {
        let permuted = found.map(|one| one.permutation.as_ref());
        let test = permuted.ok().flatten();
        let method = by_orders(test, [KENDALL_ALL, KENDALL_DRAWN]);
        let value = match (test, permuted) {
            (Some(test), _) => Ok(test.p.clone().into()),
            (None, Err(reason)) => Err(*reason),
            (None, Ok(_)) => Err(Undefined::NoRankings),
        };
        sheet.lines.push(kind(method).line("kendall_w_permutation_p", &value, n));
    }
    ranked
}

fn by_orders(test: Option<&PermutationP>, [all, drawn]: [&'static str; 2]) -> &'static str {
    match test.map(|test| test.orders) {
        Some(Orders::Drawn) => drawn,
        Some(Orders::All) | None => all,
    }
}

/// The mean of the ranks that the members of a party give each option, best first; nothing where
/// nobody ranked any.
fn mean_ranks(members: &[Option<Ranking>]) -> Ranks {
    let options = members.iter().flatten().map(|ballot| ballot.places().len()).max().unwrap_or(0);
    let given = members.iter().flatten().filter(|ballot| !ballot.is_empty());
    let mut sums = vec![0_i64; options];
    let mut count = 0_i64;
    for ballot in given {
        let ranks = doubled_midranks(ballot.places());
        sums.iter_mut().zip(&ranks).for_each(|(sum, rank)| *sum += rank);
        count += 1;
    }
    let mean = |sum: i64| ratio(i128::from(sum), i128::from(2 * count));
    sums.into_iter().map(|sum| (count > 0).then(|| mean(sum))).collect()
}

/// How reliably the parties rate the agenda.
fn reliability(tally: &TallyInput, sheet: &mut Sheet) {
    let agenda: Vec<&Ratings> = tally.ratings().collect();
    let value = match agenda.is_empty() {
        true => Err(Undefined::NoExpressedStances),
        false => krippendorff::over_agenda(&agenda),
    };
    let mut rates = vec![false; tally.parties.len()];
    for ratings in agenda {
        let stances = ratings.stances();
        rates.iter_mut().zip(stances).for_each(|(rates, given)| *rates |= !given.is_empty());
    }
    let n = rates.iter().filter(|rates| **rates).count() as u64;
    let evidence = sheet.prove(tally.evidence.iter().flatten().copied().collect());
    let kind = Kind { method: ALPHA, version: VERSION, evidence, from_hidden: true };
    sheet.lines.push(kind.line("krippendorff_alpha", &value, n));
}

/// How far the declared groups are behind each item. Where stances are not attributed, an item on
/// which a group has answers of too few parties has no figure: with those of the other groups and
/// of all parties together, one could tell what the few said.
fn bridging(state: &Deliberation, tally: &TallyInput, sheet: &mut Sheet) -> Vec<Bridging> {
    let declared = state.charter.as_ref().map(|charter| &charter.decision.partition);
    let (names, group_of) = match declared {
        None | Some(Partition::Whole) => (Vec::new(), Vec::new()),
        Some(groups) => partition(state, groups, &tally.parties),
    };
    let least = sheet.subgroup_min;
    let mut bridges = Vec::new();
    for (item, ratings) in tally.ratings().enumerate() {
        let groups: Vec<GroupVotes> = match names.is_empty() {
            true => Vec::new(),
            false => votes(ratings, &group_of, names.len()),
        };
        let mut seen = group_aware(&groups);
        if groups.iter().any(|group| group.parties > 0 && group.parties < least) {
            let small = || Err(Undefined::GroupTooSmall);
            (seen.product, seen.geometric_mean, seen.weakest) = (small(), small(), small());
        }
        let n = ratings.parties().iter().filter(|members| answered(members)).count() as u64;
        let evidence = sheet.prove(tally.evidence[item].clone());
        let kind = Kind { method: BRIDGING, version: VERSION, evidence, from_hidden: true };
        let mut lines = [
            kind.line("group_aware_consensus", &seen.product, n),
            kind.line("group_aware_geometric_mean", &seen.geometric_mean, n),
            kind.line("group_aware_weakest", &seen.weakest, n),
        ];
        lines.iter_mut().for_each(|line| line.figure.item = Some(item));
        sheet.lines.extend(lines);
        let parties = groups.iter().map(|group| group.parties).collect();
        bridges.push(Bridging { names: names.clone(), parties, seen });
    }
    bridges
}

fn answered(members: &[crate::analysis::ratings::Answer]) -> bool {
    use crate::analysis::ratings::{PartyAnswer, party_answer};
    party_answer(members) != PartyAnswer::Missing
}
