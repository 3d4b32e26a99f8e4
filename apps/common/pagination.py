"""Pagination of the REST API; apart from ``api`` because DRF's settings import it."""

from rest_framework import pagination


class PageNumberPagination(pagination.PageNumberPagination):
    """``page`` from 1, ``paginate_by`` up to 50, 10 rows unless told otherwise."""

    page_size_query_param = "paginate_by"
    max_page_size = 50
