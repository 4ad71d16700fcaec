//! Images of numbers, words and collections.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::state::{Map, PartySet};
#[cfg(test)]
use crate::engine::snapshot::image::Shapes;
use crate::engine::snapshot::image::{Damaged, Image, Reader, put_varint, unzigzag, zigzag};

macro_rules! unsigned {
    ($($number:ident),*) => {$(
        impl Image for $number {
            fn put(&self, out: &mut Vec<u8>) {
                put_varint(u64::from(*self), out);
            }

            fn take(from: &mut Reader<'_>) -> Result<$number, Damaged> {
                from.varint()?.try_into().map_err(|_| Damaged("a number is too high"))
            }

            #[cfg(test)]
            fn shape(_: &mut Shapes) -> String {
                stringify!($number).to_owned()
            }
        }
    )*};
}

macro_rules! signed {
    ($($number:ident),*) => {$(
        impl Image for $number {
            fn put(&self, out: &mut Vec<u8>) {
                put_varint(zigzag(i64::from(*self)), out);
            }

            fn take(from: &mut Reader<'_>) -> Result<$number, Damaged> {
                unzigzag(from.varint()?).try_into().map_err(|_| Damaged("a number is too high"))
            }

            #[cfg(test)]
            fn shape(_: &mut Shapes) -> String {
                stringify!($number).to_owned()
            }
        }
    )*};
}

unsigned!(u32, u64);
signed!(i32, i64);

/// The bits, so that not even the sign of a zero changes.
impl Image for f64 {
    fn put(&self, out: &mut Vec<u8>) {
        self.to_bits().to_le_bytes().put(out);
    }

    fn take(from: &mut Reader<'_>) -> Result<f64, Damaged> {
        Ok(f64::from_bits(u64::from_le_bytes(Image::take(from)?)))
    }

    #[cfg(test)]
    fn shape(_: &mut Shapes) -> String {
        "f64".to_owned()
    }
}

impl Image for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn take(from: &mut Reader<'_>) -> Result<bool, Damaged> {
        match from.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Damaged("a flag is neither up nor down")),
        }
    }

    #[cfg(test)]
    fn shape(_: &mut Shapes) -> String {
        "bool".to_owned()
    }
}

impl<const N: usize> Image for [u8; N] {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }

    fn take(from: &mut Reader<'_>) -> Result<[u8; N], Damaged> {
        from.bytes(N)?.try_into().map_err(|_| Damaged("it ends early"))
    }

    #[cfg(test)]
    fn shape(_: &mut Shapes) -> String {
        format!("[u8; {N}]")
    }
}

/// Adds a text with its length.
pub(in crate::engine) fn put_text(text: &str, out: &mut Vec<u8>) {
    put_varint(text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

/// A text that was added with its length.
pub(in crate::engine) fn take_text<'a>(from: &mut Reader<'a>) -> Result<&'a str, Damaged> {
    let count = from.count()?;
    std::str::from_utf8(from.bytes(count)?).map_err(|_| Damaged("a text is no UTF-8"))
}

macro_rules! texts {
    ($($text:ty),*) => {$(
        impl Image for $text {
            fn put(&self, out: &mut Vec<u8>) {
                put_text(self, out);
            }

            fn take(from: &mut Reader<'_>) -> Result<$text, Damaged> {
                take_text(from).map(Into::into)
            }

            #[cfg(test)]
            fn shape(_: &mut Shapes) -> String {
                "text".to_owned()
            }
        }
    )*};
}

texts!(String, Box<str>, Arc<str>);

macro_rules! pointers {
    ($($pointer:ident),*) => {$(
        impl<T: Image> Image for $pointer<T> {
            fn put(&self, out: &mut Vec<u8>) {
                (**self).put(out);
            }

            fn take(from: &mut Reader<'_>) -> Result<$pointer<T>, Damaged> {
                T::take(from).map($pointer::new)
            }

            #[cfg(test)]
            fn shape(shapes: &mut Shapes) -> String {
                T::shape(shapes)
            }
        }
    )*};
}

pointers!(Arc, Box);

impl<T: Image> Image for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn take(from: &mut Reader<'_>) -> Result<Option<T>, Damaged> {
        bool::take(from)?.then(|| T::take(from)).transpose()
    }

    #[cfg(test)]
    fn shape(shapes: &mut Shapes) -> String {
        format!("Option<{}>", T::shape(shapes))
    }
}

impl<T: Image> Image for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(self.len() as u64, out);
        self.iter().for_each(|one| one.put(out));
    }

    fn take(from: &mut Reader<'_>) -> Result<Vec<T>, Damaged> {
        let count = from.count()?;
        let mut all = from.room(count);
        for _ in 0..count {
            all.push(T::take(from)?);
        }
        Ok(all)
    }

    #[cfg(test)]
    fn shape(shapes: &mut Shapes) -> String {
        format!("Vec<{}>", T::shape(shapes))
    }
}

/// In order, so that a map is made of it in one go.
impl<K: Image + Ord, V: Image> Image for BTreeMap<K, V> {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(self.len() as u64, out);
        for (key, value) in self {
            key.put(out);
            value.put(out);
        }
    }

    fn take(from: &mut Reader<'_>) -> Result<BTreeMap<K, V>, Damaged> {
        let all = Vec::<(K, V)>::take(from)?;
        if all.is_sorted_by(|one, next| one.0 < next.0) {
            return Ok(all.into_iter().collect());
        }
        Err(Damaged("keys are out of order"))
    }

    #[cfg(test)]
    fn shape(shapes: &mut Shapes) -> String {
        format!("BTreeMap<{}, {}>", K::shape(shapes), V::shape(shapes))
    }
}

/// As the map of the library it is: in order.
impl<K: Image + Ord + Clone, V: Image + Clone> Image for Map<K, V> {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(self.len() as u64, out);
        for (key, value) in self {
            key.put(out);
            value.put(out);
        }
    }

    fn take(from: &mut Reader<'_>) -> Result<Map<K, V>, Damaged> {
        Ok(BTreeMap::take(from)?.into_iter().collect())
    }

    #[cfg(test)]
    fn shape(shapes: &mut Shapes) -> String {
        BTreeMap::<K, V>::shape(shapes)
    }
}

impl Image for PartySet {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(u64::from(self.len()), out);
        self.iter().for_each(|party| party.put(out));
    }

    fn take(from: &mut Reader<'_>) -> Result<PartySet, Damaged> {
        Ok(Vec::<u32>::take(from)?.into_iter().collect())
    }

    #[cfg(test)]
    fn shape(shapes: &mut Shapes) -> String {
        BTreeSet::<u32>::shape(shapes)
    }
}

impl<T: Image + Ord> Image for BTreeSet<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(self.len() as u64, out);
        self.iter().for_each(|one| one.put(out));
    }

    fn take(from: &mut Reader<'_>) -> Result<BTreeSet<T>, Damaged> {
        let all = Vec::<T>::take(from)?;
        if all.is_sorted_by(|one, next| one < next) {
            return Ok(all.into_iter().collect());
        }
        Err(Damaged("members of a set are out of order"))
    }

    #[cfg(test)]
    fn shape(shapes: &mut Shapes) -> String {
        format!("BTreeSet<{}>", T::shape(shapes))
    }
}

macro_rules! tuples {
    ($(($($kind:ident $part:ident),+)),+) => {$(
        impl<$($kind: Image),+> Image for ($($kind,)+) {
            fn put(&self, out: &mut Vec<u8>) {
                let ($($part,)+) = self;
                $($part.put(out);)+
            }

            fn take(from: &mut Reader<'_>) -> Result<Self, Damaged> {
                $(let $part = $kind::take(from)?;)+
                Ok(($($part,)+))
            }

            #[cfg(test)]
            fn shape(shapes: &mut Shapes) -> String {
                format!("({})", [$($kind::shape(shapes)),+].join(", "))
            }
        }
    )+};
}

tuples!((A a, B b), (A a, B b, C c));
