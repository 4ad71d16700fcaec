"""The form with which a member says what it thinks of a statement."""

from typing import Any

from django import forms

from beraad import v1

NO_VIEW = "pass"
LABELS = {True: "Helemaal eens", False: "Helemaal oneens"}


def steps(scale: v1.Scale) -> list[tuple[str, str]]:
    """The steps of a scale with their labels, and the choice to pass."""
    labels = {label.value: label.label for label in scale.labels}
    ends = {scale.hi: LABELS[True], scale.lo: LABELS[False]}
    numbers = range(scale.lo, scale.hi + 1)
    named = [(str(step), labels.get(step) or ends.get(step) or str(step)) for step in numbers]
    return [*named, (NO_VIEW, "Geen mening")]


class StanceForm(forms.Form):
    """A stance on one statement. Who gives it is never part of the form."""

    answer = forms.ChoiceField(
        label="Wat vindt u hiervan?",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een antwoord.", "invalid_choice": "Kies een antwoord."},
    )

    def __init__(self, scale: v1.Scale, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = steps(scale)

    def stance(self, item: str, member: str) -> v1.NewStance:
        """The stance that a valid form holds."""
        answer = self.cleaned_data["answer"]
        stance = v1.NewStance(item=item, member=member)
        if answer == NO_VIEW:
            getattr(stance, NO_VIEW).SetInParent()
        else:
            stance.value = int(answer)
        return stance


def answer_of(stance: v1.Stance | None) -> dict[str, str]:
    """What the form begins with: the stance that was given before."""
    if stance is None:
        return {}
    return {"answer": NO_VIEW if stance.WhichOneof("answer") == NO_VIEW else str(stance.value)}
