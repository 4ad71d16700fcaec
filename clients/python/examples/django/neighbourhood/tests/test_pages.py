"""What visitors see and do."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import plein
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.test import TestCase, override_settings
from running import Server

from beraad import connect
from neighbourhood import engine
from neighbourhood.models import Membership

SITE = Path(__file__).resolve().parents[2]
# Imports like a server such as gunicorn, and then forks.
FORKING = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
from site_project.wsgi import application
from neighbourhood.engine import engine
child = os.fork()
engine().server.get_server_info()
if child:
    assert os.waitpid(child, 0)[1] == 0
"""


class Pages(TestCase):
    """Each test has a deliberation of its own on one server."""

    server: Server

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.server = Server()
        cls.addClassCleanup(cls.server.kill)
        cls.enterClassContext(override_settings(BERAAD_URL=cls.server.url))

    def setUp(self) -> None:
        self.beraad = self.enterContext(connect(self.server.url))
        self.name = plein.opened(self.beraad)
        self.page = f"/gesprek/{self.name.rpartition('/')[2]}/"
        self.user = User.objects.create_user("anna", password="een lang wachtwoord")
        member = f"{self.name}/parties/bewoners"
        Membership.objects.create(user=self.user, deliberation=self.name, member=member)

    def answer(self, value: str, **more: str) -> Any:
        data = {"s1-answer": value, **more}
        return self.client.post(f"{self.page}stelling/s1/", data, follow=True)

    def stances(self) -> dict[str, int]:
        """What each party said, after the round closed."""
        facilitator = self.beraad.acting_as(plein.FACILITATOR).deliberations
        facilitator.close_round(name=f"{self.name}/rounds/1")
        found = self.beraad.participation.stances(deliberation=self.name)
        return {stance.party.rpartition("/")[2]: stance.value for stance in found}

    def test_everyone_reads_what_the_open_round_asks(self) -> None:
        page = self.client.get("/")
        self.assertContains(page, "Het plein")
        self.assertContains(page, "Ronde 1 is open")
        self.assertContains(page, "Er komen meer bomen (s1).")
        page = self.client.get(self.page)
        self.assertContains(page, "om te antwoorden")
        self.assertNotContains(page, "Antwoord opslaan")
        for elsewhere in ("https:", "http:", "<script", "<link", "<img"):
            self.assertNotContains(page, elsewhere)

    def test_a_member_answers_and_sees_its_own_answer(self) -> None:
        self.client.force_login(self.user)
        self.assertContains(self.answer("2"), "Uw antwoord is opgeslagen")
        page = self.client.get(self.page)
        self.assertInHTML(
            '<input type="radio" name="s1-answer" value="2" id="id_s1-answer_4" checked required>',
            page.content.decode(),
        )
        self.assertContains(self.answer("pass"), "Uw antwoord is opgeslagen")
        self.assertContains(self.answer("-1"), "Uw antwoord is opgeslagen")
        self.assertEqual(self.stances(), {"bewoners": -1})

    def test_who_answers_comes_from_the_session_and_never_from_the_form(self) -> None:
        self.client.force_login(self.user)
        other = f"{self.name}/parties/gemeente"
        self.assertContains(self.answer("2", member=other, party="gemeente"), "opgeslagen")
        self.assertEqual(self.stances(), {"bewoners": 2})

    def test_who_is_no_member_does_not_answer(self) -> None:
        self.assertRedirects(self.answer("2"), f"/inloggen/?next={self.page}stelling/s1/")
        self.client.force_login(User.objects.create_user("bram"))
        page = self.answer("2")
        self.assertContains(page, "U doet in dit gesprek niet mee.", status_code=403)
        self.assertEqual(self.stances(), {})

    def test_a_form_of_another_site_is_refused(self) -> None:
        browser = Browser(enforce_csrf_checks=True)
        browser.force_login(self.user)
        address = f"{self.page}stelling/s1/"
        self.assertEqual(browser.post(address, {"s1-answer": "2"}).status_code, 403)
        token = browser.get(self.page).context["csrf_token"]
        data = {"s1-answer": "2", "csrfmiddlewaretoken": str(token)}
        self.assertEqual(browser.post(address, data).status_code, 302)

    def test_no_answer_and_one_beside_the_scale_are_told_at_the_form(self) -> None:
        self.client.force_login(self.user)
        for value in ("", "9", "2; drop"):
            page = self.answer(value)
            self.assertContains(page, "Kies een antwoord.", status_code=422)

    def test_a_refusal_is_told_in_dutch(self) -> None:
        self.client.force_login(self.user)
        self.stances()
        page = self.answer("2")
        self.assertContains(page, 'role="alert"', status_code=409)
        self.assertContains(page, "Ronde 1 is gesloten (fase: tussen rondes)", status_code=409)

    def test_figures_come_when_the_round_is_closed(self) -> None:
        self.assertNotContains(self.client.get(self.page), "Wat er uit ronde")
        self.client.force_login(self.user)
        self.answer("2")
        self.stances()
        page = self.client.get(self.page)
        self.assertContains(page, "Wat er uit ronde 1 kwam")
        self.assertContains(page, "is er steun van 1 van de 1 partner")
        self.assertContains(page, "Alles samen")
        self.assertNotContains(page, "Antwoord opslaan")

    def test_a_text_that_is_hidden_is_not_shown(self) -> None:
        self.beraad.acting_as(plein.FACILITATOR).moderations.moderate(
            target=f"{self.name}/statements/s1", reason="Een naam van iemand."
        )
        page = self.client.get(self.page)
        self.assertContains(page, "(tekst niet zichtbaar)")
        self.assertNotContains(page, "bomen")

    def test_what_is_not_there_is_told(self) -> None:
        page = self.client.get("/gesprek/nergens/")
        self.assertContains(page, "Dit lukt nu niet", status_code=404)

    def test_an_engine_that_does_not_answer_gives_a_calm_page(self) -> None:
        gone = Server()
        gone.kill()
        with override_settings(BERAAD_URL=gone.url):
            page = self.client.get("/")
        self.assertContains(page, "even niet bereikbaar", status_code=503)

    def test_following_what_is_not_there_is_told(self) -> None:
        with self.assertRaisesMessage(CommandError, "DELIBERATION_UNKNOWN"):
            call_command("follow_beraad", "deliberations/nowhere")

    def test_every_process_makes_a_connection_of_its_own_when_it_needs_one(self) -> None:
        environment = {**os.environ, "BERAAD_URL": self.server.url}
        command = [sys.executable, "-c", FORKING]
        forked = subprocess.run(command, cwd=SITE, env=environment, capture_output=True, text=True)
        self.assertEqual((forked.returncode, forked.stderr), (0, ""))
        first, second = engine.engine(), engine.engine()
        self.assertIs(first._connection.channel, second._connection.channel)
