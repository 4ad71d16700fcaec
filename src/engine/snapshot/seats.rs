//! Images of what lies by seat, without the ways by which it is found: those are made again.

use crate::domain::ids::{ItemVersion, PseudonymId};
use crate::domain::party::Seat;
use crate::domain::state::{BySeat, Column, Columns, Pseudonyms, Seats};
#[cfg(test)]
use crate::engine::snapshot::image::Shapes;
use crate::engine::snapshot::image::{Damaged, Image, Reader, put_varint};

/// Adds seats with what they have: how far each lies behind the one before, and whether it has the
/// same as that one. Of a hundred thousand members hardly any is entered by other people.
fn put_seats<'a, T>(seats: impl Iterator<Item = (u32, &'a T)> + Clone, out: &mut Vec<u8>)
where
    T: Image + PartialEq + 'a,
{
    put_varint(seats.clone().count() as u64, out);
    let (mut next, mut before) = (0, None);
    for (seat, value) in seats {
        let same = before == Some(value);
        put_varint(u64::from(seat - next) << 1 | u64::from(same), out);
        if !same {
            value.put(out);
        }
        (next, before) = (seat + 1, Some(value));
    }
}

/// Takes them, each as it comes.
fn take_seats<T: Image + Clone>(
    from: &mut Reader<'_>,
    mut each: impl FnMut(u32, T),
) -> Result<(), Damaged> {
    let (mut next, mut before) = (0_u32, None);
    for _ in 0..from.count()? {
        let step = from.varint()?;
        let value = match before {
            Some(value) if step & 1 == 1 => value,
            _ => T::take(from)?,
        };
        let step = u32::try_from(step >> 1).ok();
        let seat = step.and_then(|step| next.checked_add(step)).filter(|seat| *seat < u32::MAX);
        let seat = seat.ok_or(Damaged("a seat is too high"))?;
        each(seat, value.clone());
        (next, before) = (seat + 1, Some(value));
    }
    Ok(())
}

impl<T: Image + Clone + PartialEq> Image for BySeat<T> {
    fn put(&self, out: &mut Vec<u8>) {
        let all: Vec<(u32, &T)> = self.iter().collect();
        put_seats(all.into_iter(), out);
    }

    fn take(from: &mut Reader<'_>) -> Result<BySeat<T>, Damaged> {
        let mut seats = BySeat::default();
        take_seats(from, |seat, value| seats.set(seat, Some(value)))?;
        Ok(seats)
    }

    #[cfg(test)]
    fn shape(shapes: &mut Shapes) -> String {
        format!("BySeat<{}>", T::shape(shapes))
    }
}

impl Image for Seats {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(u64::from(self.len()), out);
        self.iter().for_each(|seat| seat.put(out));
    }

    fn take(from: &mut Reader<'_>) -> Result<Seats, Damaged> {
        let mut seats = Seats::default();
        for _ in 0..from.count()? {
            seats.push(Seat::take(from)?);
        }
        Ok(seats)
    }

    #[cfg(test)]
    fn shape(shapes: &mut Shapes) -> String {
        format!("Seats<{}>", Seat::shape(shapes))
    }
}

impl Image for Pseudonyms {
    fn put(&self, out: &mut Vec<u8>) {
        let all: Vec<(u32, &PseudonymId)> = self.iter().collect();
        put_seats(all.into_iter(), out);
    }

    fn take(from: &mut Reader<'_>) -> Result<Pseudonyms, Damaged> {
        let mut bound = Pseudonyms::default();
        take_seats(from, |seat, pseudonym| bound.bind(seat, pseudonym))?;
        Ok(bound)
    }

    #[cfg(test)]
    fn shape(_: &mut Shapes) -> String {
        "Pseudonyms".to_owned()
    }
}

impl Image for Columns {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(self.iter().count() as u64, out);
        for (on, column) in self.iter() {
            on.put(out);
            column.put(out);
        }
    }

    fn take(from: &mut Reader<'_>) -> Result<Columns, Damaged> {
        let mut columns = Columns::default();
        for _ in 0..from.count()? {
            let on = ItemVersion::take(from)?;
            *columns.column(&on) = Column::take(from)?;
        }
        Ok(columns)
    }

    #[cfg(test)]
    fn shape(shapes: &mut Shapes) -> String {
        format!("Columns<{}>", Column::shape(shapes))
    }
}
