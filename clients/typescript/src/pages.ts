import type {
  DescMessage,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { type CallOptions, type Channel, prepared } from "./channel.js";

/** What a list gives one of: the type of the items of an answer that is one page. */
export type Item<Page> = Extract<
  Page[Exclude<keyof Page, "$typeName" | "$unknown">],
  readonly unknown[]
>[number];

/** Every result of a list, page after page; each page is a call of its own. */
export async function* pages<I extends DescMessage, O extends DescMessage>(
  channel: Channel,
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  options?: CallOptions,
): AsyncGenerator<Item<MessageShape<O>>, void, undefined> {
  const { input, output } = method;
  const items = output.fields.find((field) => field.fieldKind === "list");
  if (items === undefined) throw new TypeError(`${method.name} gives no list`);
  const message = prepared(input, request);
  for (;;) {
    const page = await channel.unary(method, message as MessageInitShape<I>, options);
    yield* page[items.localName as keyof typeof page] as Iterable<Item<MessageShape<O>>>;
    const token =
      output.field.nextPageToken && reflect(output, page).get(output.field.nextPageToken);
    if (input.field.pageToken === undefined || !token) return;
    reflect(input, message).set(input.field.pageToken, token);
  }
}
