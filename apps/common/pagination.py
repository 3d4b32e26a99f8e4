"""Pagination of the REST API; apart from ``api`` because DRF's settings import it."""

from rest_framework import pagination


class PageNumberPagination(pagination.PageNumberPagination):
    """``page`` from 1, ``paginate_by`` up to 50, 10 rows unless told otherwise."""

    page_size_query_param = "paginate_by"
    max_page_size = 50


class FixedPagination(pagination.PageNumberPagination):
    """100 rows, whatever is asked: lists that clients expect whole."""

    page_size = 100


class ScriptPagination(pagination.PageNumberPagination):
    """All scripts at once."""

    page_size = 500
