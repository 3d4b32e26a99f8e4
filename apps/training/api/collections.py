"""``collections/``: training sets in the words of the contract, with split, check and versions."""

from collections.abc import Iterable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.api import ScopedViewSet
from apps.documents.page_layout import text_direction
from apps.engine.options import TrainingTask
from apps.training import services as trainings
from apps.training.api.collection_serializers import (
    CheckSerializer,
    CollectionSerializer,
    ItemSerializer,
    ProposalSerializer,
    QueuedTrainingSerializer,
    SplitCountSerializer,
    SplitMoveSerializer,
    TrainCollectionSerializer,
    VersionSerializer,
)
from apps.training.models import TrainingSet, TrainingSetItem, TrainingSetVersion
from apps.training.params import Wish
from apps.training.sets import checking, services
from apps.training.sets.access import seen_facts
from apps.training.sets.selectors import items_of
from apps.users.http import user_of


class CollectionViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet[TrainingSet]
):
    """Training sets of the caller and of the projects that the caller shares."""

    scope = TrainingSet
    serializer_class = CollectionSerializer
    lookup_value_regex = r"\d+"
    safe_actions: ClassVar[frozenset[str]] = frozenset({"check"})

    def get_queryset(self) -> Any:
        rows = super().get_queryset().filter(archived_at__isnull=True)
        return rows.select_related("owner", "project")

    def create(self, request: Request) -> Response:
        return self._saved(self.get_serializer(data=request.data), status.HTTP_201_CREATED)

    def update(self, request: Request, pk: str) -> Response:
        serializer = self.get_serializer(self.get_object(), data=request.data)
        return self._saved(serializer, status.HTTP_200_OK)

    def partial_update(self, request: Request, pk: str) -> Response:
        serializer = self.get_serializer(self.get_object(), data=request.data, partial=True)
        return self._saved(serializer, status.HTTP_200_OK)

    def destroy(self, request: Request, pk: str) -> Response:
        services.delete_set(training_set=self.get_object(), user=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=ItemSerializer(many=True))
    @action(detail=True, methods=["get"])
    def items(self, request: Request, pk: str) -> Response:
        """The pages of the set that the caller may see, with their split."""
        rows = items_of(self.get_object(), request.user)
        return self._page(rows, ItemSerializer)

    @extend_schema(request=SplitMoveSerializer, responses=SplitCountSerializer)
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: str) -> Response:
        """Put pages (ids of items) into a split by hand."""
        training_set = self.get_object()
        asked = self._asked(SplitMoveSerializer)
        services.set_split(
            training_set=training_set,
            user=user_of(request),
            item_ids=asked["items"],
            split=asked["split"],
            together=asked["together"],
        )
        return Response(_counts(training_set))

    @extend_schema(request=ProposalSerializer, responses=SplitCountSerializer)
    @action(detail=True, methods=["post"])
    def propose_split(self, request: Request, pk: str) -> Response:
        """Draw the split anew."""
        training_set = self.get_object()
        asked = self._asked(ProposalSerializer)
        return Response(
            services.propose_split(training_set=training_set, user=user_of(request), **asked)
        )

    @extend_schema(responses=CheckSerializer)
    @action(detail=True, methods=["get", "post"])
    def check(self, request: Request, pk: str) -> Response:
        """The check before a training; of a large set ``POST`` asks for it, as a job."""
        training_set, user = self.get_object(), user_of(request)
        base = checking.usable_base(user, request.query_params.get("model"))
        if request.method == "POST":
            job = checking.request_check(training_set=training_set, user=user, base=base)
            return Response({"job": job.pk, "report": None}, status=status.HTTP_202_ACCEPTED)
        found = checking.checked_set(training_set=training_set, user=user, base=base)
        report = found.report.as_json() if found.report else None
        return Response({"job": found.job.pk if found.job else None, "report": report})

    @extend_schema(request=None, responses={201: VersionSerializer})
    @action(detail=True, methods=["post"])
    def freeze(self, request: Request, pk: str) -> Response:
        """Keep what the set holds now; the same content is the same version."""
        version = services.freeze(training_set=self.get_object(), user=user_of(request))
        answer = VersionSerializer(version, context=self._facts([version]))
        return Response(answer.data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=VersionSerializer(many=True))
    @action(detail=True, methods=["get"])
    def versions(self, request: Request, pk: str) -> Response:
        """What was frozen, newest first."""
        versions: Any = self.get_object().versions.all()
        rows: Any = self.paginate_queryset(versions)
        found = VersionSerializer(rows, many=True, context=self._facts(rows))
        return self.get_paginated_response(found.data)

    @extend_schema(request=TrainCollectionSerializer, responses=QueuedTrainingSerializer)
    @action(detail=True, methods=["post"])
    def train_recognizer(self, request: Request, pk: str) -> Response:
        """Train a reader on the set as it is now."""
        return self._train("recognition")

    @extend_schema(request=TrainCollectionSerializer, responses=QueuedTrainingSerializer)
    @action(detail=True, methods=["post"])
    def train_segmenter(self, request: Request, pk: str) -> Response:
        """Train on the lines and regions of the set as it is now."""
        return self._train("segmentation")

    def _train(self, task: TrainingTask) -> Response:
        training_set, user = self.get_object(), user_of(self.request)
        serializer = TrainCollectionSerializer(data=self.request.data, user=user, task=task)
        serializer.is_valid(raise_exception=True)
        base = serializer.validated_data.get("model")
        name = serializer.validated_data.get("model_name") or (base.name if base else "")
        item = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set).first()
        wish = Wish(
            task=task,
            name=name,
            model=base.pk if base else None,
            direction=text_direction(item.part.document) if item else "horizontal-lr",
        )
        job = trainings.request_training_on(user=user, training_set=training_set, wish=wish)
        return Response({"status": "training queued", "model_id": None, "job": job.pk})

    def _page(self, rows: Any, serializer_class: Any) -> Response:
        found = serializer_class(self.paginate_queryset(rows), many=True)
        return self.get_paginated_response(found.data)

    def _facts(self, versions: Iterable[TrainingSetVersion]) -> dict[str, Any]:
        return {"facts": seen_facts(versions, user_of(self.request))}

    def _asked(self, serializer_class: Any) -> dict[str, Any]:
        serializer = serializer_class(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        found: dict[str, Any] = serializer.validated_data
        return found

    def _saved(self, serializer: Any, code: int) -> Response:
        serializer.is_valid(raise_exception=True)
        made = services.save_collection(
            training_set=serializer.instance,
            user=user_of(self.request),
            values=serializer.validated_data,
        )
        return Response(self.get_serializer(made).data, status=code)


def _counts(training_set: TrainingSet) -> dict[str, int]:
    return services.split_counts(training_set)
