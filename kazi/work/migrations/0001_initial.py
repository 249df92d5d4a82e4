import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import kazi.kernel.creating
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('files', '0001_initial'),
        ('kinds', '0001_initial'),
        ('skills', '0001_initial'),
        ('workforce', '0001_initial'),
    ]

    operations = [
        kazi.kernel.creating.CreateTogether(
            operations=[migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('project_ref', models.BigIntegerField(unique=True)),
                    ('name', models.CharField(max_length=200)),
                    ('provider_name', models.CharField(max_length=200)),
                    ('task_type', models.CharField(max_length=80)),
                    ('task_type_version', models.PositiveIntegerField()),
                    ('type_source', models.TextField()),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('paused', 'Paused'), ('finished', 'Finished')], max_length=10)),
                    ('deadline', models.DateTimeField(null=True)),
                    ('tasks', models.PositiveIntegerField(default=0)),
                    ('settled', models.PositiveIntegerField(default=0)),
                    ('reviewed', models.PositiveIntegerField(default=0)),
                    ('reviewed_right', models.PositiveIntegerField(default=0)),
                    ('agreement', models.FloatField(null=True)),
                    ('eta_from', models.DateTimeField(null=True)),
                    ('eta_to', models.DateTimeField(null=True)),
                    ('parcels', models.PositiveIntegerField(default=0)),
                    ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('owner', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('shared_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='Project',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, verbose_name='name')),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('paused', 'Paused'), ('finished', 'Finished')], default='draft', max_length=10)),
                    ('method', models.CharField(choices=[('single', 'One person answers'), ('double', 'Two people key blind, a third decides where they differ'), ('vote', 'Several people answer, the majority decides')], default='single', max_length=10, verbose_name='method')),
                    ('overlap', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(25)], verbose_name='people per task')),
                    ('priority', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MaxValueValidator(9)], verbose_name='priority')),
                    ('deadline', models.DateTimeField(blank=True, null=True, verbose_name='deadline')),
                    ('lease_minutes', models.PositiveSmallIntegerField(default=30, help_text='How long a worker keeps a task before it is offered to somebody else.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)], verbose_name='minutes for a task')),
                    ('rework_hours', models.PositiveSmallIntegerField(default=24, help_text='How long a task that was sent back waits for the person who did it.', verbose_name='hours for rework')),
                    ('review_percent', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0')), django.core.validators.MaxValueValidator(Decimal('100'))], verbose_name='share reviewed, %')),
                    ('review_first', models.PositiveSmallIntegerField(default=0, verbose_name='first answers of each worker reviewed')),
                    ('rate_per_task', models.DecimalField(decimal_places=6, default=Decimal('0'), max_digits=18, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='piece rate')),
                    ('currency', models.CharField(default='USD', max_length=3)),
                    ('is_practice', models.BooleanField(default=False)),
                    ('is_sensitive', models.BooleanField(default=False, help_text='Pictures are blurred until the worker chooses to see them.', verbose_name='may disturb')),
                    ('note', models.TextField(blank=True, verbose_name='note for workers')),
                    ('queue_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('finished_at', models.DateTimeField(editable=False, null=True)),
                    ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('requires', models.ManyToManyField(blank=True, related_name='+', to='skills.skill')),
                    ('task_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kinds.tasktypeversion')),
                    ('teams', models.ManyToManyField(blank=True, related_name='+', to='workforce.team')),
                ],
                options={
                    'ordering': ['-priority', 'deadline', 'pk'],
                },
            ), migrations.CreateModel(
                name='Batch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=255)),
                    ('key_column', models.CharField(blank=True, max_length=100)),
                    ('priority', models.SmallIntegerField(default=0)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('reading', 'Reading'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=10)),
                    ('position', models.BigIntegerField(default=0)),
                    ('size', models.BigIntegerField(default=0)),
                    ('imported', models.PositiveIntegerField(default=0)),
                    ('unchanged', models.PositiveIntegerField(default=0)),
                    ('refused', models.PositiveIntegerField(default=0)),
                    ('error', models.TextField(blank=True)),
                    ('ignored_columns', models.JSONField(default=list)),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('finished_at', models.DateTimeField(null=True)),
                    ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='work.project')),
                ],
                options={
                    'ordering': ['-pk'],
                },
            ), migrations.CreateModel(
                name='Seat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('open', 'Open'), ('answered', 'Answered'), ('expired', 'Time ran out'), ('skipped', 'Skipped'), ('flagged', 'Flagged'), ('rework', 'Sent back'), ('extra', 'Answered late, kept beside')], default='open', max_length=10)),
                    ('stage', models.CharField(choices=[('key', 'Answering'), ('decide', 'Deciding between two answers')], default='key', max_length=10)),
                    ('slot', models.PositiveSmallIntegerField(default=0)),
                    ('version', models.PositiveSmallIntegerField(default=1)),
                    ('leased_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='work.project')),
                    ('worker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='workforce.worker')),
                ],
            ), migrations.CreateModel(
                name='Answer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveSmallIntegerField(default=1)),
                    ('value', models.JSONField()),
                    ('seconds', models.PositiveIntegerField(default=0)),
                    ('rate', models.DecimalField(decimal_places=6, default=Decimal('0'), max_digits=18)),
                    ('is_extra', models.BooleanField(default=False)),
                    ('submitted_at', models.DateTimeField()),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('worker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='workforce.worker')),
                    ('seat', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='work.seat')),
                ],
            ), migrations.CreateModel(
                name='Task',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=200)),
                    ('payload', models.JSONField()),
                    ('files', models.JSONField(null=True)),
                    ('rank', models.IntegerField(default=0)),
                    ('needed', models.PositiveSmallIntegerField(default=1)),
                    ('open_seats', models.SmallIntegerField(default=1)),
                    ('done', models.PositiveSmallIntegerField(default=0)),
                    ('stage', models.CharField(choices=[('key', 'Answering'), ('decide', 'Deciding between two answers')], default='key', max_length=10)),
                    ('state', models.CharField(choices=[('open', 'Open'), ('answered', 'Answered'), ('review', 'In review'), ('rework', 'Sent back'), ('settled', 'Settled'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                    ('hints', models.JSONField(null=True)),
                    ('expected', models.JSONField(null=True)),
                    ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tasks', to='work.batch')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='work.project')),
                ],
            ), migrations.AddField(
                model_name='seat',
                name='task',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='work.task'),
            ), migrations.CreateModel(
                name='Review',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('proposed', models.JSONField()),
                    ('agreement', models.FloatField(null=True)),
                    ('method', models.CharField(max_length=10)),
                    ('cause', models.CharField(default='sample', max_length=20)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('taken_until', models.DateTimeField(null=True)),
                    ('verdict', models.CharField(blank=True, choices=[('accept', 'Accepted'), ('correct', 'Corrected'), ('send_back', 'Sent back')], max_length=10)),
                    ('value', models.JSONField(null=True)),
                    ('comment', models.TextField(blank=True)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='work.answer')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='work.task')),
                ],
            ), migrations.CreateModel(
                name='Result',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveSmallIntegerField(default=1)),
                    ('value', models.JSONField()),
                    ('agreement', models.FloatField(null=True)),
                    ('method', models.CharField(choices=[('single', 'One answer'), ('double', 'Two people agree'), ('decided', 'A third person decided'), ('vote', 'Majority'), ('review', 'Reviewed')], max_length=10)),
                    ('by', models.CharField(max_length=500)),
                    ('reviewed', models.BooleanField(default=False)),
                    ('answered_at', models.DateTimeField()),
                    ('settled_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('delivered_version', models.PositiveSmallIntegerField(default=0)),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='results', to='work.project')),
                    ('task', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='result', to='work.task')),
                ],
            ), migrations.CreateModel(
                name='Concern',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('question', 'Question'), ('unclear', 'Unclear'), ('disturbing', 'Disturbing')], max_length=10)),
                    ('text', models.CharField(blank=True, max_length=1000)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('reply', models.CharField(blank=True, max_length=2000)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('seen_at', models.DateTimeField(null=True)),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                    ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='workforce.worker')),
                    ('seat', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='concerns', to='work.seat')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='concerns', to='work.task')),
                ],
            ), migrations.AddField(
                model_name='answer',
                name='task',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='work.task'),
            ), migrations.CreateModel(
                name='DeliveredResult',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('parcel', models.PositiveIntegerField()),
                    ('key', models.CharField(max_length=200)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('inputs', models.JSONField()),
                    ('files', models.JSONField(null=True)),
                    ('value', models.JSONField()),
                    ('agreement', models.FloatField(null=True)),
                    ('method', models.CharField(choices=[('single', 'One answer'), ('double', 'Two people agree'), ('decided', 'A third person decided'), ('vote', 'Majority'), ('review', 'Reviewed')], max_length=10)),
                    ('by', models.CharField(max_length=500)),
                    ('reviewed', models.BooleanField(default=False)),
                    ('answered_at', models.DateTimeField()),
                    ('delivered_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('state', models.CharField(choices=[('delivered', 'Delivered'), ('accepted', 'Accepted'), ('rejected', 'Rejected'), ('replaced', 'Replaced by a newer version')], default='delivered', max_length=10)),
                    ('reason', models.CharField(blank=True, max_length=1000)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('sent_back_at', models.DateTimeField(null=True)),
                    ('delivery', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='results', to='work.delivery')),
                ],
                options={
                    'indexes': [models.Index(fields=['delivery', 'state', 'key'], name='copy_by_state'), models.Index(fields=['delivery', 'parcel', 'key'], name='copy_by_parcel')],
                    'constraints': [models.UniqueConstraint(fields=('delivery', 'key', 'version'), name='one_copy_per_version')],
                },
            ), migrations.CreateModel(
                name='Parcel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('state', models.CharField(choices=[('filling', 'Being handed over'), ('waiting', 'Waits for acceptance'), ('accepting', 'Being accepted'), ('accepted', 'Accepted')], default='filling', max_length=10)),
                    ('count', models.PositiveIntegerField(default=0)),
                    ('rejected', models.PositiveIntegerField(default=0)),
                    ('position', models.BigIntegerField(default=0)),
                    ('until', models.BigIntegerField()),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('delivered_at', models.DateTimeField(null=True)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('delivery', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parcel_set', to='work.delivery')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ],
                options={
                    'ordering': ['-number'],
                    'constraints': [models.UniqueConstraint(fields=('delivery', 'number'), name='one_parcel_per_number'), models.UniqueConstraint(condition=models.Q(('state', 'filling')), fields=('delivery',), name='one_parcel_at_a_time')],
                },
            ), migrations.CreateModel(
                name='Pace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('answers', models.PositiveIntegerField()),
                    ('seconds', models.PositiveIntegerField()),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('worker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.worker')),
                    ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='work.project')),
                ],
                options={
                    'indexes': [models.Index(fields=['org', 'at'], name='pace_newest'), models.Index(fields=['project', 'at'], name='pace_of_project'), models.Index(fields=['worker', 'at'], name='pace_of_worker')],
                    'constraints': [models.UniqueConstraint(fields=('project', 'worker', 'at'), name='one_pace_per_quarter')],
                },
            ), migrations.CreateModel(
                name='RefusedRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('line', models.PositiveIntegerField()),
                    ('field', models.CharField(blank=True, max_length=200)),
                    ('text', models.TextField()),
                    ('values', models.JSONField(default=dict)),
                    ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='refused_rows', to='work.batch')),
                    ('org', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ],
                options={
                    'ordering': ['line', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('batch', 'line', 'field'), name='one_refusal_per_cell')],
                },
            ), migrations.AddIndex(
                model_name='task',
                index=models.Index(condition=models.Q(('open_seats__gt', 0)), fields=['project', 'rank', 'id'], name='task_queue'),
            ), migrations.AddIndex(
                model_name='task',
                index=models.Index(condition=models.Q(('state', 'answered')), fields=['project', 'id'], name='task_to_judge'),
            ), migrations.AddIndex(
                model_name='task',
                index=models.Index(fields=['project', 'state', 'org'], name='task_by_state'),
            ), migrations.AddConstraint(
                model_name='task',
                constraint=models.UniqueConstraint(fields=('project', 'key'), name='one_task_per_key'),
            ), migrations.AddConstraint(
                model_name='task',
                constraint=models.CheckConstraint(condition=models.Q(('open_seats__gte', 0)), name='seats_not_oversold'),
            ), migrations.AddConstraint(
                model_name='task',
                constraint=models.CheckConstraint(condition=models.Q(('open_seats__lte', models.F('needed'))), name='seats_not_invented'),
            ), migrations.AddIndex(
                model_name='seat',
                index=models.Index(condition=models.Q(('state__in', ['open', 'rework'])), fields=['expires_at'], name='seat_to_give_back'),
            ), migrations.AddIndex(
                model_name='seat',
                index=models.Index(fields=['worker', 'project', '-id'], name='seat_latest'),
            ), migrations.AddConstraint(
                model_name='seat',
                constraint=models.UniqueConstraint(fields=('task', 'worker'), name='one_seat_per_worker'),
            ), migrations.AddConstraint(
                model_name='seat',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('worker', 'slot'), name='one_seat_per_slot'),
            ), migrations.AddConstraint(
                model_name='seat',
                constraint=models.CheckConstraint(condition=models.Q(('slot__lt', 5)), name='not_too_far_ahead'),
            ), migrations.AddIndex(
                model_name='review',
                index=models.Index(condition=models.Q(('verdict', '')), fields=['org', 'made_at'], name='to_review'),
            ), migrations.AddConstraint(
                model_name='review',
                constraint=models.UniqueConstraint(condition=models.Q(('verdict', '')), fields=('task',), name='one_open_review'),
            ), migrations.AddIndex(
                model_name='result',
                index=models.Index(fields=['project', 'id'], name='result_of_project'),
            ), migrations.AddIndex(
                model_name='result',
                index=models.Index(condition=models.Q(('delivered_version__lt', models.F('version'))), fields=['project', 'id'], name='result_to_deliver'),
            ), migrations.AddIndex(
                model_name='result',
                index=models.Index(fields=['project', 'settled_at'], name='result_latest'),
            ), migrations.AddConstraint(
                model_name='concern',
                constraint=models.UniqueConstraint(fields=('seat', 'kind', 'text'), name='one_concern_once'),
            ), migrations.AddIndex(
                model_name='answer',
                index=models.Index(fields=['worker', 'submitted_at'], name='answer_of_worker'),
            ), migrations.AddConstraint(
                model_name='answer',
                constraint=models.UniqueConstraint(fields=('seat', 'version'), name='one_answer_per_version'),
            )],
        ),
    ]
