//! One method for every unary RPC of the contract, grouped by service. The build script lists
//! them, with their comments, from the contract itself.

use futures_util::stream::BoxStream;

use crate::client::{ANSWER_BYTES_MAX, Client};
use crate::error::Error;
use crate::pages::{Page, pages_from};
use crate::retry::new_request_id;
use crate::v1;

/// A message of the contract with its full name, for rendering it as JSON.
pub trait Named: prost::Message {
    /// Its name, such as `beraad.v1.GetDeliberationResponse`.
    const NAME: &'static str;
}

macro_rules! prepare {
    (read, $request:ident) => {};
    (write, $request:ident) => {
        if $request.request_id.is_empty() {
            $request.request_id = new_request_id();
        }
    };
}

macro_rules! service {
    (
        $(#[$doc:meta])* $group:ident $accessor:ident, $module:ident::$stub:ident;
        $(
            $(#[$about:meta])* $kind:ident $method:ident($request:ident) -> $answer:ident
            $(, $all:ident of $items:ident: $item:ident)?;
        )*
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $group<'a>(pub(crate) &'a Client);

        impl Client {
            $(#[$doc])*
            #[must_use]
            pub fn $accessor(&self) -> $group<'_> {
                $group(self)
            }
        }

        impl $group<'_> {
            $(
                $(#[$about])*
                ///
                /// # Errors
                /// [`Error::Refused`] with the engine's reason, or why there was no answer.
                #[allow(unused_mut)]
                pub async fn $method(
                    &self,
                    mut request: v1::$request,
                ) -> Result<v1::$answer, Error> {
                    prepare!($kind, request);
                    let send = |channel, request| async move {
                        let stub = v1::$module::$stub::new(channel);
                        let mut stub = stub.max_decoding_message_size(ANSWER_BYTES_MAX);
                        stub.$method(request).await
                    };
                    self.0.send(request, send).await
                }
                $(
                    #[doc = concat!("Every result of [`Self::", stringify!($method), "`], page")]
                    /// after page; `page_size` is that of each page.
                    ///
                    /// # Errors
                    /// The stream ends with the first error of a page.
                    pub fn $all(
                        &self,
                        request: v1::$request,
                    ) -> BoxStream<'static, Result<v1::$item, Error>> {
                        let client = self.0.clone();
                        pages_from(request.page_token.clone(), move |page_token| {
                            let client = client.clone();
                            let request = v1::$request { page_token, ..request.clone() };
                            async move { client.$accessor().$method(request).await }
                        })
                    }
                )?
            )*
        }

        $(
            impl Named for v1::$answer {
                const NAME: &'static str = concat!("beraad.v1.", stringify!($answer));
            }
            $(
                impl Page for v1::$answer {
                    type Item = v1::$item;
                    fn into_parts(self) -> (Vec<v1::$item>, String) {
                        (self.$items, self.next_page_token)
                    }
                }
            )?
        )*
    };
}

include!(concat!(env!("OUT_DIR"), "/services.rs"));

impl Named for v1::Trace {
    const NAME: &'static str = "beraad.v1.Trace";
}

impl Named for v1::ExportResponse {
    const NAME: &'static str = "beraad.v1.ExportResponse";
}
