//! The bytes of a value, and the value behind bytes that may be damaged.
//!
//! An image is dense and has no names in it: whoever reads it knows the shape. Every length is
//! held against the bytes that are left before anything is made of it.

#[cfg(test)]
use std::collections::BTreeMap;

use thiserror::Error;

/// Bytes that are no image of what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the image is damaged: {0}")]
pub struct Damaged(pub(in crate::engine) &'static str);

/// What has an image.
pub(in crate::engine) trait Image: Sized {
    /// Adds the image to the bytes.
    fn put(&self, out: &mut Vec<u8>);

    /// Takes the value from the front of the bytes.
    ///
    /// # Errors
    /// [`Damaged`] when they are no image of it.
    fn take(from: &mut Reader<'_>) -> Result<Self, Damaged>;

    /// What its image looks like, so that a test notices a change; types with names of their own
    /// are described once, in `shapes`.
    #[cfg(test)]
    fn shape(shapes: &mut Shapes) -> String;
}

/// Descriptions of images, by the name of the type.
#[cfg(test)]
pub(in crate::engine) type Shapes = BTreeMap<&'static str, String>;

/// The bytes that are not taken yet.
pub(in crate::engine) struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(in crate::engine) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { left: bytes }
    }

    /// The next bytes.
    pub(in crate::engine) fn bytes(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        let (taken, left) = self.left.split_at_checked(count).ok_or(Damaged("it ends early"))?;
        self.left = left;
        Ok(taken)
    }

    /// The next byte.
    pub(in crate::engine) fn byte(&mut self) -> Result<u8, Damaged> {
        let (first, left) = self.left.split_first().ok_or(Damaged("it ends early"))?;
        self.left = left;
        Ok(*first)
    }

    /// A number in groups of seven bits, lowest first.
    pub(in crate::engine) fn varint(&mut self) -> Result<u64, Damaged> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Damaged("a number is too long"))
    }

    /// A count of things that take a byte or more each, so that none beyond what is left is true.
    pub(in crate::engine) fn count(&mut self) -> Result<usize, Damaged> {
        let count = usize::try_from(self.varint()?).unwrap_or(usize::MAX);
        if count > self.left.len() { Err(Damaged("a count is too high")) } else { Ok(count) }
    }

    /// Room for so many, as long as it is not much more than the bytes that are left could fill:
    /// what a wrong count would claim beyond that grows only as things are really read.
    pub(in crate::engine) fn room<T>(&self, count: usize) -> Vec<T> {
        let plausible = self.left.len().saturating_mul(8) / size_of::<T>().max(1) + 1;
        Vec::with_capacity(count.min(plausible))
    }

    /// Whether everything was taken.
    pub(in crate::engine) fn end(&self) -> Result<(), Damaged> {
        if self.left.is_empty() { Ok(()) } else { Err(Damaged("it goes on behind its end")) }
    }
}

/// Adds a number in groups of seven bits, lowest first.
pub(in crate::engine) fn put_varint(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Signed numbers near zero as small unsigned ones.
pub(in crate::engine) fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

/// What [`zigzag`] was made from.
pub(in crate::engine) fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// Notes the shape of a part; that there is never a value lets the compiler infer its type from
/// where it would go.
#[cfg(test)]
pub(in crate::engine) fn part<T: Image>(
    name: &str,
    parts: &mut Vec<String>,
    shapes: &mut Shapes,
) -> Option<T> {
    parts.push(format!("{name}: {}", T::shape(shapes)));
    None
}

/// Notes the shapes of the parts that something would be made of.
#[cfg(test)]
pub(in crate::engine) fn describe<T>(parts: impl FnOnce() -> Option<T>) {
    let _ = parts();
}

/// Gives structs their image by the names of their fields, and enums by a number for each variant
/// and the names of its parts. It does not compile when a field or a variant is forgotten.
macro_rules! image {
    () => {};
    (struct $name:ident { $($field:ident),* $(,)? } $($rest:tt)*) => {
        impl $crate::engine::snapshot::image::Image for $name {
            fn put(&self, out: &mut Vec<u8>) {
                let $name { $($field),* } = self;
                $($crate::engine::snapshot::image::Image::put($field, out);)*
            }

            fn take(
                from: &mut $crate::engine::snapshot::image::Reader<'_>,
            ) -> Result<$name, $crate::engine::snapshot::image::Damaged> {
                $(let $field = $crate::engine::snapshot::image::Image::take(from)?;)*
                Ok($name { $($field),* })
            }

            #[cfg(test)]
            fn shape(shapes: &mut $crate::engine::snapshot::image::Shapes) -> String {
                use $crate::engine::snapshot::image::{describe, part};
                if !shapes.contains_key(stringify!($name)) {
                    let mut parts = Vec::new();
                    describe(|| {
                        $(let $field = part(stringify!($field), &mut parts, shapes);)*
                        Some($name { $($field: $field?),* })
                    });
                    shapes.insert(stringify!($name), parts.join(", "));
                }
                stringify!($name).to_owned()
            }
        }
        $crate::engine::snapshot::image::image! { $($rest)* }
    };
    (enum $name:ident { $(
        $tag:literal: $variant:ident $(($($part:ident),+))? $({ $($field:ident),+ })?
    ),+ $(,)? } $($rest:tt)*) => {
        impl $crate::engine::snapshot::image::Image for $name {
            fn put(&self, out: &mut Vec<u8>) {
                match self {
                    $($name::$variant $(($($part),+))? $({ $($field),+ })? => {
                        out.push($tag);
                        $($($crate::engine::snapshot::image::Image::put($part, out);)+)?
                        $($($crate::engine::snapshot::image::Image::put($field, out);)+)?
                    })+
                }
            }

            fn take(
                from: &mut $crate::engine::snapshot::image::Reader<'_>,
            ) -> Result<$name, $crate::engine::snapshot::image::Damaged> {
                match from.byte()? {
                    $($tag => {
                        $($(let $part = $crate::engine::snapshot::image::Image::take(from)?;)+)?
                        $($(let $field = $crate::engine::snapshot::image::Image::take(from)?;)+)?
                        Ok($name::$variant $(($($part),+))? $({ $($field),+ })?)
                    })+
                    _ => Err($crate::engine::snapshot::image::Damaged(
                        concat!("there is no such ", stringify!($name)),
                    )),
                }
            }

            #[cfg(test)]
            fn shape(shapes: &mut $crate::engine::snapshot::image::Shapes) -> String {
                use $crate::engine::snapshot::image::{describe, part as _note};
                let _ = &_note::<bool>;
                if !shapes.contains_key(stringify!($name)) {
                    let mut variants = Vec::new();
                    $(
                        #[allow(unused_mut)]
                        let mut parts: Vec<String> = Vec::new();
                        describe(|| {
                            $($(let $part = _note(stringify!($part), &mut parts, shapes);)+)?
                            $($(let $field = _note(stringify!($field), &mut parts, shapes);)+)?
                            Some($name::$variant $(($($part?),+))? $({ $($field: $field?),+ })?)
                        });
                        let parts = parts.join(", ");
                        variants.push(format!("{} {}({parts})", $tag, stringify!($variant)));
                    )+
                    shapes.insert(stringify!($name), variants.join(" | "));
                }
                stringify!($name).to_owned()
            }
        }
        $crate::engine::snapshot::image::image! { $($rest)* }
    };
}

pub(in crate::engine) use image;
