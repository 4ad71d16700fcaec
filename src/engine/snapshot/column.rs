//! Images of columns. A stance costs a few bytes: what it shares with the one before it in the
//! column is a flag, and what it does not is a difference.

use crate::domain::act::{Ballot, Pulse};
use crate::domain::caller::Channel;
use crate::domain::event::Answer;
use crate::domain::ids::Timestamp;
use crate::domain::state::{BallotColumn, BySeat, Cell, Column, Origin, PulseColumn};
#[cfg(test)]
use crate::engine::snapshot::image::Shapes;
use crate::engine::snapshot::image::{Damaged, Image, Reader, image, put_varint, unzigzag, zigzag};

/// It is of the seat behind the one before.
const NEXT_SEAT: u8 = 1;
/// It is a pass.
const PASS: u8 = 2;
/// Its sequence is one higher than that of the one before.
const NEXT: u8 = 4;
/// It was logged at the same moment.
const SAME_MOMENT: u8 = 8;
/// The same credential entered it.
const SAME_HAND: u8 = 16;
/// It came in the same way.
const SAME_WAY: u8 = 32;
/// Every flag that there is.
const FLAGS: u8 = NEXT_SEAT | PASS | NEXT | SAME_MOMENT | SAME_HAND | SAME_WAY;

// Outside a column these stand by themselves: in what an assisted entry took the place of.
image! {
    struct Origin { sequence, at, entered_by, channel }
    struct Cell { answer, origin }
}

/// What the next origin in a column is held against.
const FIRST: Origin =
    Origin { sequence: 0, at: Timestamp(0), entered_by: 0, channel: Channel::App };

/// What the next one in a column is held against: the seat behind, and the origin.
type Before = (u32, Origin);

/// Adds a seat and an origin as their differences from those before, behind their flags and those
/// given.
fn put_origin(before: &mut Before, (seat, now): Before, flags: u8, out: &mut Vec<u8>) {
    let (next, before_it) = *before;
    let gap = seat - next;
    let Origin { sequence, at, entered_by, channel } = now;
    let step = sequence.wrapping_sub(before_it.sequence) as i64;
    let flag = |holds: bool, flag: u8| if holds { flag } else { 0 };
    let flags = flags
        | flag(gap == 0, NEXT_SEAT)
        | flag(step == 1, NEXT)
        | flag(at == before_it.at, SAME_MOMENT)
        | flag(entered_by == before_it.entered_by, SAME_HAND)
        | flag(channel == before_it.channel, SAME_WAY);
    out.push(flags);
    if flags & NEXT_SEAT == 0 {
        gap.put(out);
    }
    if flags & NEXT == 0 {
        put_varint(zigzag(step), out);
    }
    if flags & SAME_MOMENT == 0 {
        put_varint(zigzag(at.0.wrapping_sub(before_it.at.0)), out);
    }
    if flags & SAME_HAND == 0 {
        entered_by.put(out);
    }
    if flags & SAME_WAY == 0 {
        channel.put(out);
    }
    *before = (seat + 1, now);
}

/// Makes the one before into the next one.
fn take_origin(before: &mut Origin, flags: u8, from: &mut Reader<'_>) -> Result<(), Damaged> {
    let step = if flags & NEXT == 0 { unzigzag(from.varint()?) } else { 1 };
    before.sequence = before.sequence.wrapping_add(step as u64);
    if flags & SAME_MOMENT == 0 {
        before.at.0 = before.at.0.wrapping_add(unzigzag(from.varint()?));
    }
    if flags & SAME_HAND == 0 {
        before.entered_by = Image::take(from)?;
    }
    if flags & SAME_WAY == 0 {
        before.channel = Image::take(from)?;
    }
    Ok(())
}

/// Adds what lies at each seat: its origin with flags, and then the rest.
fn put_cells<T: Clone>(
    cells: &BySeat<T>,
    out: &mut Vec<u8>,
    origin: impl Fn(&T) -> (Origin, u8),
    rest: impl Fn(&T, &mut Vec<u8>),
) {
    put_varint(cells.values().count() as u64, out);
    let mut before = (0, FIRST);
    for (seat, cell) in cells.iter() {
        let (now, flags) = origin(cell);
        put_origin(&mut before, (seat, now), flags, out);
        rest(cell, out);
    }
}

fn take_cells<T: Clone>(
    from: &mut Reader<'_>,
    cell: impl Fn(&mut Reader<'_>, Origin, u8) -> Result<T, Damaged>,
) -> Result<BySeat<T>, Damaged> {
    let mut cells = BySeat::default();
    let (mut next, mut origin) = (0_u32, FIRST);
    for _ in 0..from.count()? {
        let flags = from.byte()?;
        if flags & !FLAGS != 0 {
            return Err(Damaged("there is no such flag"));
        }
        let gap = if flags & NEXT_SEAT == 0 { u32::take(from)? } else { 0 };
        let seat = next.checked_add(gap).filter(|seat| *seat < u32::MAX);
        let seat = seat.ok_or(Damaged("a seat is too high"))?;
        take_origin(&mut origin, flags, from)?;
        cells.set(seat, Some(cell(from, origin, flags)?));
        next = seat + 1;
    }
    Ok(cells)
}

impl Image for Column {
    fn put(&self, out: &mut Vec<u8>) {
        let Column { cells, responded, responded_count } = self;
        let origin = |cell: &Cell| {
            let Cell { answer, origin } = *cell;
            (origin, if answer == Answer::Pass { PASS } else { 0 })
        };
        put_cells(cells, out, origin, |cell, out| match cell.answer {
            Answer::Pass => {}
            Answer::Stance(value) => value.put(out),
        });
        responded.put(out);
        responded_count.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Result<Column, Damaged> {
        let cells = take_cells(from, |from, origin, flags| {
            let is_pass = flags & PASS != 0;
            let answer = if is_pass { Answer::Pass } else { Answer::Stance(Image::take(from)?) };
            Ok(Cell { answer, origin })
        })?;
        Ok(Column { cells, responded: Image::take(from)?, responded_count: Image::take(from)? })
    }

    #[cfg(test)]
    fn shape(_: &mut Shapes) -> String {
        "Column: differences of stances, responded, responded_count".to_owned()
    }
}

macro_rules! columns {
    ($($column:ident: $said:ident),*) => {$(
        impl Image for $column {
            fn put(&self, out: &mut Vec<u8>) {
                let $column { cells } = self;
                put_cells(cells, out, |(_, origin)| (*origin, 0), |(said, _), out| said.put(out));
            }

            fn take(from: &mut Reader<'_>) -> Result<$column, Damaged> {
                let cells = take_cells(from, |from, origin, _| Ok(($said::take(from)?, origin)))?;
                Ok($column { cells })
            }

            #[cfg(test)]
            fn shape(shapes: &mut Shapes) -> String {
                format!("differences of {}", $said::shape(shapes))
            }
        }
    )*};
}

columns!(BallotColumn: Ballot, PulseColumn: Pulse);
