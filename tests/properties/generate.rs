//! Random rounds, and ways to change them.

use beraad::analysis::convergence::advice::Thresholds;
use beraad::analysis::convergence::{ItemInput, RoundInput, RoundReport};
use beraad::analysis::figure::{Figure, Measured};
use beraad::analysis::ratings::{Answer, Ratings};
use beraad::domain::scale::Scale;
use num_rational::BigRational;
use proptest::prelude::*;

/// One answer a member, party by party.
pub type Answers = Vec<Vec<Answer>>;

/// The shape of a round: the scale and the number of members of each party.
#[derive(Debug, Clone)]
struct Shape {
    scale: Scale,
    sizes: Vec<usize>,
    items: usize,
}

fn shape(members_max: usize) -> impl Strategy<Value = Shape> {
    let sizes = prop::collection::vec(1..=members_max, 0..7);
    (-3..3_i32, 1..8_i32, sizes, 0..4_usize).prop_map(|(lo, span, sizes, items)| Shape {
        scale: Scale::new(lo, lo + span).unwrap(),
        sizes,
        items,
    })
}

fn answer(scale: Scale) -> impl Strategy<Value = Answer> {
    prop_oneof![
        1 => Just(Answer::Missing),
        1 => Just(Answer::Pass),
        8 => (scale.lo()..=scale.hi()).prop_map(Answer::Rated),
    ]
}

fn ratings(shape: &Shape) -> impl Strategy<Value = Ratings> + use<> {
    let scale = shape.scale;
    let members = |size: &usize| prop::collection::vec(answer(scale), *size);
    let parties: Vec<_> = shape.sizes.iter().map(members).collect();
    parties.prop_map(move |parties| Ratings::new(scale, parties).unwrap())
}

fn of_shape(shape: Shape) -> impl Strategy<Value = RoundInput> {
    let item = (ratings(&shape), prop::option::weighted(0.8, ratings(&shape)))
        .prop_map(|(current, previous)| ItemInput { current, previous });
    let items = prop::collection::vec(item, shape.items);
    (items, any::<bool>(), 1..6_u32, any::<bool>()).prop_map(
        move |(items, lo_is_veto, round, extended)| RoundInput {
            scale: shape.scale,
            lo_is_veto,
            round,
            extended,
            thresholds: Thresholds::default(),
            parties: shape.sizes.len(),
            items,
        },
    )
}

/// A round with up to six parties of up to four members, and up to three items.
pub fn round() -> impl Strategy<Value = RoundInput> {
    shape(4).prop_flat_map(of_shape)
}

/// A round in which every party has one member.
pub fn single_voiced_round() -> impl Strategy<Value = RoundInput> {
    shape(1).prop_flat_map(of_shape)
}

/// The round with the answers of every ratings changed in the same way.
pub fn changed(input: &RoundInput, change: impl Fn(&[Vec<Answer>]) -> Answers) -> RoundInput {
    let ratings = |old: &Ratings| Ratings::new(old.scale(), change(old.parties())).unwrap();
    let item = |item: &ItemInput| ItemInput {
        current: ratings(&item.current),
        previous: item.previous.as_ref().map(ratings),
    };
    let items: Vec<ItemInput> = input.items.iter().map(item).collect();
    let parties = change(&vec![vec![Answer::Missing]; input.parties]).len();
    RoundInput { items, parties, ..input.clone() }
}

/// The figure with this name on an item.
pub fn on<'a>(report: &'a RoundReport, item: usize, name: &str) -> &'a Figure {
    let found = report.figures.iter().find(|f| f.name == name && f.item == Some(item));
    found.unwrap_or_else(|| panic!("no figure {name}"))
}

/// The value with this name on an item.
pub fn value<'a>(report: &'a RoundReport, item: usize, name: &str) -> &'a Measured {
    &on(report, item, name).value
}

/// The exact value; `None` where it is undefined.
pub fn exact(report: &RoundReport, item: usize, name: &str) -> Option<BigRational> {
    value(report, item, name).as_ref().ok().map(|value| value.to_fraction().unwrap())
}

/// A whole number as a fraction.
pub fn whole(number: i64) -> BigRational {
    BigRational::from_integer(number.into())
}
