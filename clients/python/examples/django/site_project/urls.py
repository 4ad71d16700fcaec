"""The addresses of the site."""

from django.contrib.auth import views as auth
from django.urls import path
from neighbourhood import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("gesprek/<slug:deliberation>/", views.conversation, name="conversation"),
    path("gesprek/<slug:deliberation>/stelling/<slug:statement>/", views.cast, name="cast"),
    path("inloggen/", auth.LoginView.as_view(), name="login"),
    path("uitloggen/", auth.LogoutView.as_view(), name="logout"),
]
