"""Requests before they are sent."""

import uuid
from typing import Any, TypeVar

from google.protobuf.message import Message

Q = TypeVar("Q", bound=Message)


def new_request_id() -> str:
    """A new request id: a random UUID.

    A write that carries one may be sent again, because the same id and body get the same answer.
    """
    return str(uuid.uuid4())


def given(kind: type[Q], request: Q | None, /, **fields: Any) -> Q:
    """The request as a copy, or one made of the fields that are not left out."""
    values = {k.removesuffix("_"): v for k, v in fields.items() if v is not None}
    try:
        made = kind(**values)
    except (TypeError, ValueError) as error:
        raise _misfit(kind, values, error) from error
    if request is None:
        return made
    if not isinstance(request, kind):
        raise TypeError(f"the request is a {type(request).__name__}; give a {kind.__name__}")
    if named := ", ".join(about.name for about, _ in made.ListFields()):
        raise TypeError(f"both a whole request and fields of it are given ({named}); give one")
    return copied(request)


def _misfit(kind: type[Message], values: dict[str, Any], error: Exception) -> Exception:
    """An error that names the field which does not hold its value."""
    for name, value in values.items():
        try:
            kind(**{name: value})
        except (TypeError, ValueError):
            return TypeError(f"{name} is {value!r}, which a field of its type does not hold")
    return error


def copied(request: Q) -> Q:
    """The same request, which may be changed."""
    copy = type(request)()
    copy.CopyFrom(request)
    return copy


def filled(request: Any) -> None:
    """Gives the request an id when it can have one and has none."""
    if "request_id" in request.DESCRIPTOR.fields_by_name and not request.request_id:
        request.request_id = new_request_id()
